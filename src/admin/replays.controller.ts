/** A part of the log, published to Kafka again. */
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import type { Caller } from '../access/caller.js';
import { CalledBy, CausedBy } from '../access/metadata.js';
import { StartOperation } from '../commands/start-operation/start-operation.command.js';
import { type EventMetadata, eventDefinitions } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { destinationName, idempotencyKey, instant, streamName } from '../platform/http/fields.js';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import type { Place } from '../platform/relay/replay-options.js';
import { Replays } from '../platform/relay/replays.js';
import { type OperationView, operationView } from '../views/operation.js';
import { started } from './started.js';

const eventType = z.string().refine((type) => eventDefinitions().has(type), 'must be a type of event');
const topicName = z
  .string()
  .regex(
    /^(?!__|\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/,
    'must be the name of a Kafka topic: 1 to 249 of letters, digits, ".", "_" and "-"',
  );
const place = z.union([z.int().min(0), instant], 'must be a position or a time with an offset (RFC 3339)');

/** A position and a time are compared when it is known what stands there. */
const isBefore = (to?: Place, from?: Place): boolean =>
  to !== undefined && from !== undefined && typeof to === typeof from && to < from;

const replayOptions = z
  .strictObject({
    from: place.optional().meta({ description: 'Inclusive; the beginning of the log where it is not given.' }),
    to: place.optional().meta({ description: 'Inclusive; the end of the log where it is not given or beyond it.' }),
    types: z.array(eventType).min(1).max(100).optional(),
    streams: z.array(streamName).min(1).max(100).optional(),
    destination: destinationName.optional().meta({ description: 'Events of this destination and of its inputs.' }),
    topic: topicName.optional().meta({ description: '`intake.replay.<id of the operation>` where it is not given.' }),
    ratePerSecond: z.int().min(1).max(1_000_000).optional(),
    force: z.boolean().default(false).meta({ description: 'Also into the topic of the events, which everyone reads.' }),
    dryRun: z.boolean().default(false).meta({ description: 'Only says how many events it would be.' }),
  })
  .refine(({ from, to }) => !isBefore(to, from), { path: ['to'], message: 'must not lie before from' })
  .meta({ id: 'ReplayOptions' });
const dryRunView = z.strictObject({ total: z.int() }).meta({ id: 'ReplayTotal' });

const headers = z.object({ 'idempotency-key': idempotencyKey.optional() });

@ApiTags('admin')
@Controller('v1/admin/replays')
export class ReplaysController {
  constructor(
    private readonly replays: Replays,
    private readonly commands: CommandBus,
  ) {}

  @Post()
  @AllowedTo('admin')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'startReplay',
    summary: 'Publishes a part of the log to Kafka again',
    description:
      'Each message carries `ce_replayid`, the id of the operation. It never goes beyond what has been published before, and goes on after a crash; a message may come twice.',
  })
  @ApiResponse({
    status: 202,
    standardSchema: operationView,
    description: 'The operation.',
    headers: answersWith('Location', 'Idempotency-Replayed'),
  })
  @ApiResponse({ status: 200, standardSchema: dryRunView, description: 'Of a dry run: how many events it would be.' })
  @Fails('no-kafka', 'idempotency-key-reused', 'too-many-at-once')
  async start(
    @Body({ schema: replayOptions }) { dryRun, ...wanted }: z.output<typeof replayOptions>,
    @RequestHeaders(headers) { 'idempotency-key': key }: z.infer<typeof headers>,
    @CalledBy() { owner }: Caller,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationView | z.infer<typeof dryRunView>> {
    if (dryRun) {
      reply.code(200);
      return { total: await this.replays.count(wanted) };
    }
    const replay = await this.replays.replay(wanted, { owner, key });
    return started(reply, await this.commands.execute(new StartOperation(replay, metadata)));
  }
}
