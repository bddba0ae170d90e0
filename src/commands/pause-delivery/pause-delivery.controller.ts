import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { type DeliverySwitchView, deliverySwitchView } from '../../views/delivery-switch.js';
import { PauseDelivery } from './pause-delivery.command.js';

@ApiTags('admin')
@Controller('v1/admin/delivery')
export class PauseDeliveryController {
  constructor(private readonly commands: CommandBus) {}

  @Post('pause')
  @AllowedTo('operator')
  @HttpCode(200)
  @ApiOperation({ operationId: 'pauseDelivery', summary: 'Sends nothing to anybody until delivery is resumed' })
  @ApiResponse({ status: 200, standardSchema: deliverySwitchView, description: 'So it is now.' })
  async pause(
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeliverySwitchView> {
    reply.header('intake-position', await this.commands.execute(new PauseDelivery(metadata)));
    return { paused: true };
  }
}
