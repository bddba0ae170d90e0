/** The relay: how far the topic of the events is behind the log. */
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AllowedTo } from '../access/allowed-to.js';
import { RelayProgress } from '../platform/relay/relay-progress.js';
import { type RelayView, relayView } from '../views/relay.js';

@ApiTags('admin')
@Controller('v1/admin/relay')
export class RelayController {
  constructor(private readonly progress: RelayProgress) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'getRelay', summary: 'How far the topic of the events is behind the log' })
  @ApiResponse({ status: 200, standardSchema: relayView, description: 'The relay as it stands.' })
  get(): Promise<RelayView> {
    return this.progress.now();
  }
}
