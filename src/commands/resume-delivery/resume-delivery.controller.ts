import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { type DeliverySwitchView, deliverySwitchView } from '../../views/delivery-switch.js';
import { ResumeDelivery } from './resume-delivery.command.js';

@ApiTags('admin')
@Controller('v1/admin/delivery')
export class ResumeDeliveryController {
  constructor(private readonly commands: CommandBus) {}

  @Post('resume')
  @AllowedTo('operator')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeDelivery', summary: 'Sends what is due again, after all of it was paused' })
  @ApiResponse({ status: 200, standardSchema: deliverySwitchView, description: 'So it is now.' })
  async resume(
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeliverySwitchView> {
    reply.header('intake-position', await this.commands.execute(new ResumeDelivery(metadata)));
    return { paused: false };
  }
}
