/** Events that a read model could not apply: what they are, and what an admin can do about them. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import type { DoneAboutParked } from '../commands/about-parked.js';
import { RetryParkedEvent } from '../commands/retry-parked-event/retry-parked-event.command.js';
import { SkipParkedEvent } from '../commands/skip-parked-event/skip-parked-event.command.js';
import type { EventMetadata } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { listQuery, type Page, pageOf, pageSchema, readCursor } from '../platform/http/cursor.js';
import { position, readModelName } from '../platform/http/fields.js';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { Markers } from '../platform/projector/markers.js';
import { projectionNamed } from '../platform/projector/overview.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { type OperationView, operationView } from '../views/operation.js';
import {
  type ParkedEventView,
  parkedEventView,
  parkedEventViewOf,
  type RefoldedView,
  refoldedView,
} from '../views/projection.js';
import { started } from './started.js';

const parkedQuery = listQuery({});
const skipOptions = z
  .strictObject({ reason: z.string().min(1).max(500).meta({ description: 'Kept with the event that is skipped.' }) })
  .meta({ id: 'SkipOptions' });

const APPLIED = { status: 200, standardSchema: refoldedView, description: 'The stream was folded anew.' };
const BEGUN = {
  status: 202,
  standardSchema: operationView,
  description: 'Of a read model in sequence: the rebuild that was begun.',
  headers: answersWith('Location'),
};

@ApiTags('admin')
@Controller('v1/admin/projections/:name/parked')
export class ParkedController {
  constructor(
    private readonly markers: Markers,
    private readonly shown: ShownPosition,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({
    operationId: 'listParked',
    summary: 'Events that could not be applied, oldest first',
    description: 'Of each parked stream the first. What comes after it in the stream waits behind it.',
  })
  @ApiResponse({ status: 200, standardSchema: pageSchema(parkedEventView), description: 'A page of them.' })
  async list(
    @Param('name', { schema: readModelName }) name: string,
    @Query({ schema: parkedQuery }) query: z.output<typeof parkedQuery>,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ParkedEventView>> {
    const position = await this.shown.ofLog(minPosition(headers));
    const [after] = readCursor(`parked ${name}`, query, z.tuple([z.int()])) ?? [0];
    const rows = await this.markers.list(projectionNamed(name), query.limit + 1, after);
    const page = pageOf(`parked ${name}`, query, rows, (marker) => [marker.position]);
    return show(reply, { value: { ...page, items: page.items.map(parkedEventViewOf) }, position }, 'list');
  }

  @Post(':position/retry')
  @AllowedTo('admin')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'retryParked',
    summary: 'Folds a parked stream anew, up to now',
    description: 'After a repair. Where it fails again, it is parked there. A read model in sequence is rebuilt.',
  })
  @ApiResponse(APPLIED)
  @ApiResponse(BEGUN)
  @Fails('state-conflict', 'too-many-at-once')
  async retry(
    @Param('name', { schema: readModelName }) name: string,
    @Param('position', { schema: position }) at: number,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefoldedView | OperationView> {
    return answer(reply, await this.commands.execute(new RetryParkedEvent(name, at, metadata)));
  }

  @Post(':position/skip')
  @AllowedTo('admin')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'skipParked',
    summary: 'Leaves one event out for good, and goes on behind it',
    description:
      'It stays in the log, and changes nothing in this read model: now, in a rebuild, and in what a verify expects.',
  })
  @ApiResponse(APPLIED)
  @ApiResponse(BEGUN)
  @Fails('state-conflict', 'too-many-at-once')
  async skip(
    @Param('name', { schema: readModelName }) name: string,
    @Param('position', { schema: position }) at: number,
    @Body({ schema: skipOptions }) { reason }: z.output<typeof skipOptions>,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefoldedView | OperationView> {
    return answer(reply, await this.commands.execute(new SkipParkedEvent(name, at, reason, metadata)));
  }
}

function answer(reply: FastifyReply, { done, position: at }: DoneAboutParked): RefoldedView | OperationView {
  if (!('applied' in done)) return started(reply.code(202), { operation: done, position: at });
  reply.header('intake-position', at);
  return { ...done, parked: done.parked && parkedEventViewOf(done.parked) };
}
