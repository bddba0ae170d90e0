import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { destinationName, uuid } from '../../platform/http/fields.js';
import { Fails } from '../../platform/http/openapi-parts.js';
import { type InputView, inputReason, inputView } from '../../views/input.js';
import { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { answerInput } from '../input-answer.js';
import { RetryInput } from './retry-input.command.js';

const retryOptions = z
  .strictObject({
    destination: destinationName
      .nullable()
      .default(null)
      .meta({ description: 'Another one; null: where it was for before.' }),
    reason: inputReason.nullable().default(null),
  })
  .meta({ id: 'RetryOptions' });

@ApiTags('inputs')
@Controller('v1/inputs')
export class RetryInputController {
  constructor(
    private readonly commands: CommandBus,
    private readonly inputs: InputsAsSeen,
  ) {}

  @Post(':id/retry')
  @AllowedTo('operator')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'retryInput',
    summary: 'Begins a new run of attempts',
    description:
      'Of an input that is dead-lettered, expired, cancelled or delivered. The destination sees the same `webhook-id` and another `Idempotency-Key`: the id and the number of the run.',
  })
  @ApiResponse({ status: 202, standardSchema: inputView, description: 'The input as it stands now.' })
  @Fails('state-conflict', 'unknown-destination', 'destination-disabled')
  async retry(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: retryOptions }) { destination, reason }: z.output<typeof retryOptions>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InputView> {
    const { position } = await this.commands.execute(new RetryInput(id, destination, reason, metadata));
    return answerInput(reply, this.inputs, id, position);
  }
}
