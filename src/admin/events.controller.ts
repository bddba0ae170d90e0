/** The log itself, for admins: oldest first. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequestHeaders } from '../platform/http/checked.js';
import { listQuery, type Page, pageOf, pageSchema, readCursor } from '../platform/http/cursor.js';
import { commaList, position } from '../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { LogReader } from '../platform/store/reader.js';
import { recorded } from '../platform/store/stored-event.js';
import { type EventView, eventView, eventViewOf } from '../views/event.js';

const text = z.string().min(1).max(255);
const eventsQuery = listQuery({
  afterPosition: position.optional(),
  stream: text.optional(),
  type: commaList(text).optional(),
  actor: text.optional(),
});
type EventsQuery = z.output<typeof eventsQuery>;

@ApiTags('admin')
@Controller('v1/admin/events')
export class EventsController {
  constructor(
    private readonly reader: LogReader,
    private readonly shown: ShownPosition,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listEvents', summary: 'The log, oldest first' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(eventView), description: 'A page of events.' })
  async list(
    @Query({ schema: eventsQuery }) query: EventsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<EventView>> {
    const head = await this.shown.ofLog(minPosition(headers));
    const [after] = readCursor('events', query, z.tuple([z.int()])) ?? [query.afterPosition ?? 0];
    const { stream, type: types, actor } = query;
    const rows = await this.reader.find(after, { limit: query.limit + 1, stream, types, actor });
    const page = pageOf('events', query, rows, (row) => [row.position]);
    const items = page.items.map((row) => eventViewOf(recorded(row)));
    return show(reply, { value: { ...page, items }, position: head }, 'log');
  }
}
