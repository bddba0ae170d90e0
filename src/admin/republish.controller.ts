/** The topic of the events, filled again from the log. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import { StartOperation } from '../commands/start-operation/start-operation.command.js';
import type { EventMetadata } from '../events/event.js';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import { Replays } from '../platform/relay/replays.js';
import { type OperationView, operationView } from '../views/operation.js';
import { started } from './started.js';

const republishOptions = z
  .strictObject({
    from: z.int().min(0).default(0).meta({ description: 'The first position that is published again.' }),
  })
  .meta({ id: 'RepublishOptions' });

@ApiTags('admin')
@Controller('v1/admin/republish')
export class RepublishController {
  constructor(
    private readonly replays: Replays,
    private readonly commands: CommandBus,
  ) {}

  @Post()
  @AllowedTo('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'republish',
    summary: 'Fills the topic of the events again from the log',
    description:
      'For a topic that was lost, cut or made anew: the relay goes back and publishes everything from there once more, then what has come meanwhile. Read models take no harm.',
  })
  @ApiResponse({
    status: 202,
    standardSchema: operationView,
    description: 'The operation.',
    headers: answersWith('Location'),
  })
  @Fails('no-kafka', 'state-conflict', 'too-many-at-once')
  async start(
    @Body({ schema: republishOptions }) { from }: z.output<typeof republishOptions>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return started(reply, await this.commands.execute(new StartOperation(this.replays.republish(from), metadata)));
  }
}
