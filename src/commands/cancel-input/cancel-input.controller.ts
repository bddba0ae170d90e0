import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { uuid } from '../../platform/http/fields.js';
import { Fails } from '../../platform/http/openapi-parts.js';
import { type InputView, inputReason, inputView } from '../../views/input.js';
import { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { answerInput } from '../input-answer.js';
import { CancelInput } from './cancel-input.command.js';

const cancelOptions = z.strictObject({ reason: inputReason.nullable().default(null) }).meta({ id: 'CancelOptions' });

@ApiTags('inputs')
@Controller('v1/inputs')
export class CancelInputController {
  constructor(
    private readonly commands: CommandBus,
    private readonly inputs: InputsAsSeen,
  ) {}

  @Post(':id/cancel')
  @AllowedTo('submitter', 'own-inputs')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'cancelInput',
    summary: 'Calls an input back',
    description:
      'Once this is answered with 202, no attempt starts any more. Of an ordering key, one that is dead-lettered can be cancelled too: it then lets those behind it pass. Cancelling a cancelled one changes nothing.',
  })
  @ApiResponse({ status: 202, standardSchema: inputView, description: 'The input as it stands now.' })
  @Fails('state-conflict', 'attempt-in-flight')
  async cancel(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: cancelOptions }) { reason }: z.output<typeof cancelOptions>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InputView> {
    const { position } = await this.commands.execute(new CancelInput(id, reason, metadata));
    return answerInput(reply, this.inputs, id, position);
  }
}
