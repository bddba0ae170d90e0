/** The log itself, for admins: oldest first. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { cursorAfter, listQuery, type Page, pageSchema, readCursor } from '../platform/http/cursor.js';
import { actor, commaList, position } from '../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { LogSearch } from '../platform/store/search.js';
import { toShow } from '../platform/store/stored-event.js';
import { type EventView, eventView, eventViewOf } from '../views/event.js';

const text = z.string().min(1).max(255);
const eventsQuery = listQuery({
  afterPosition: position.optional(),
  beforePosition: position.optional().describe('Exclusive: the log as if it ended there.'),
  stream: text.optional(),
  type: commaList(text).optional(),
  actor: actor.optional(),
});
type EventsQuery = z.output<typeof eventsQuery>;

const PAGE =
  'What matches among the events looked through: with filters that match seldom, or where events are large, fewer than `limit` or none. `nextCursor` goes on from there; it is null at the end of the log, or of what was asked for.';

@ApiTags('admin')
@Controller('v1/admin/events')
export class EventsController {
  constructor(
    private readonly search: LogSearch,
    private readonly shown: ShownPosition,
  ) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'listEvents', summary: 'The log, oldest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(eventView), description: PAGE })
  async list(
    @Query({ schema: eventsQuery }) query: EventsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EventView>> {
    const head = await this.shown.ofLog(minPosition(headers));
    const end = Math.min(head, (query.beforePosition ?? Number.POSITIVE_INFINITY) - 1);
    const [after] = readCursor('events', query, z.tuple([z.int()])) ?? [query.afterPosition ?? 0];
    const { limit, stream, type: types, actor } = query;
    const streams = stream === undefined ? null : [stream];
    const { events, lookedAt } = await this.search.find(after, { limit, upTo: end, streams, types, actor });
    const items = events.map((event) => eventViewOf(toShow(event)));
    const nextCursor = lookedAt < end ? cursorAfter('events', query, [lookedAt]) : null;
    return show(reply, { value: { items, nextCursor }, position: head }, 'log');
  }
}
