/** The relay: how far the topic of the events is behind the log. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../access/allowed-to.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { RelayProgress } from '../platform/relay/relay-progress.js';
import { type RelayView, relayView } from '../views/relay.js';

@ApiTags('admin')
@Controller('v1/admin/relay')
export class RelayController {
  constructor(
    private readonly progress: RelayProgress,
    private readonly shown: ShownPosition,
  ) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'getRelay', summary: 'How far the topic of the events is behind the log' })
  @ApiResponse({ status: 200, standardSchema: relayView, description: 'The relay as it stands.' })
  async get(
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RelayView> {
    const position = await this.shown.ofLog(minPosition(headers));
    return show(reply, { value: await this.progress.now(), position }, 'relay');
  }
}
