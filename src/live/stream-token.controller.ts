/** A token for the stream of one input, for a page that may not hold a key. */
import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import type { Caller } from '../access/caller.js';
import { CalledBy } from '../access/metadata.js';
import { StreamTokens } from '../access/stream-token.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { uuid } from '../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { LogReader } from '../platform/store/reader.js';

const streamToken = z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() }).meta({
  id: 'StreamToken',
  description: 'Opens `GET /v1/inputs/{id}/stream?token=` of this input, and nothing else.',
});
type StreamToken = z.infer<typeof streamToken>;

@ApiTags('live')
@Controller('v1/inputs')
export class StreamTokenController {
  constructor(
    private readonly tokens: StreamTokens,
    private readonly reader: LogReader,
    private readonly shown: ShownPosition,
  ) {}

  @Post(':id/stream-token')
  @AllowedTo('submitter', 'own-inputs')
  @HttpCode(200)
  @ApiOperation({ operationId: 'createStreamToken', summary: 'A token for the stream of one input, for five minutes' })
  @ApiResponse({ status: 200, standardSchema: streamToken })
  async create(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamToken> {
    const position = await this.shown.ofLog(minPosition(headers));
    const isThere = (await this.reader.newest(`input-${id}`)) > 0;
    return show(reply, isThere ? { value: this.tokens.issue(id, caller), position } : null, 'input');
  }
}
