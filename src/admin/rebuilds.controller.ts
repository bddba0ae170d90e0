/** Read models made anew from the log, and proved to be equal to it. */
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import { StartOperation } from '../commands/start-operation/start-operation.command.js';
import type { EventMetadata } from '../events/event.js';
import { readModelName } from '../platform/http/fields.js';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import { projectionNamed } from '../platform/projector/overview.js';
import { definedProjections, subjectOf } from '../platform/projector/projection.js';
import { type OperationView, operationView } from '../views/operation.js';
import { started } from './started.js';

const verifyOptions = z
  .strictObject({
    repair: z.boolean().default(false).meta({ description: 'Puts right what differs from the log.' }),
  })
  .meta({ id: 'VerifyOptions' });

const ALL = 'all';
const NAME = { description: 'Of a read model, or `all`.' };
const ANSWER = {
  status: 202,
  standardSchema: operationView,
  description: 'The operation.',
  headers: answersWith('Location'),
};

@ApiTags('admin')
@Controller('v1/admin/projections')
export class RebuildsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':name/rebuild')
  @AllowedTo('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'rebuildProjection',
    summary: 'Makes a read model anew from the log',
    description:
      'It answers from the old rows until the new ones are complete. No server is called, nothing is written to Kafka. After a crash it begins again by itself.',
  })
  @ApiResponse(ANSWER)
  @Fails('state-conflict', 'too-many-at-once')
  rebuild(
    @Param('name', { schema: readModelName.meta(NAME) }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.start('rebuild', name, {}, metadata, reply);
  }

  @Post(':name/verify')
  @AllowedTo('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'verifyProjection',
    summary: 'Compares a read model with the log, row by row',
    description:
      'Result: `position`, `rows`, `differing`, `missing`, `extra`, `keys` of the first 100, `parked` streams, and a checksum of each side.',
  })
  @ApiResponse(ANSWER)
  @Fails('state-conflict', 'too-many-at-once')
  verify(
    @Param('name', { schema: readModelName.meta(NAME) }) name: string,
    @Body({ schema: verifyOptions }) options: z.output<typeof verifyOptions>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView> {
    return this.start('verify', name, options, metadata, reply);
  }

  private async start(
    kind: 'rebuild' | 'verify',
    name: string,
    options: Record<string, unknown>,
    metadata: EventMetadata,
    reply: FastifyReply,
  ): Promise<OperationView> {
    const subject = subjectsOf(name);
    return started(reply, await this.commands.execute(new StartOperation({ kind, subject, options }, metadata)));
  }
}

const subjectsOf = (name: string): string[] =>
  (name === ALL ? definedProjections() : [projectionNamed(name)]).map(subjectOf);
