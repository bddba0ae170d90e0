/**
 * What happens to one input, as it happens. Guarantee: a reader misses no event and sees none twice, wherever it comes
 * back; the stream ends when the input is settled and everything is told; a retry opens it again.
 */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { RecordedEvent } from '../events/event.js';
import { Produces } from '../platform/http/accept.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { Drain } from '../platform/http/drain.js';
import { position, uuid } from '../platform/http/fields.js';
import { EVENT_STREAM } from '../platform/http/openapi-parts.js';
import { Problem } from '../platform/http/problem.js';
import { minPosition, queryHeaders } from '../platform/http/shown.js';
import { type EventStream, openEventStream } from '../platform/http/sse.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { LogReader } from '../platform/store/reader.js';
import { StreamWatchers, type Watch } from '../platform/store/stream-watchers.js';
import { asTold } from './as-told.js';
import { isSettled } from './input-events.js';

const headers = queryHeaders.extend({ 'last-event-id': position.optional() });
const query = z.strictObject({
  token: z
    .string()
    .optional()
    .describe(
      'Of `POST /v1/inputs/{id}/stream-token`, instead of Authorization, which a browser’s EventSource cannot send.',
    ),
});

@ApiTags('live')
@Controller('v1/inputs')
export class InputStreamController {
  constructor(
    private readonly reader: LogReader,
    private readonly shown: ShownPosition,
    private readonly watchers: StreamWatchers,
    private readonly drain: Drain,
  ) {}

  @Get(':id/stream')
  @Produces('text/event-stream')
  @ApiOperation({ operationId: 'streamInput', summary: 'Server-sent events of one input, from its first one' })
  @ApiResponse({
    status: 200,
    content: EVENT_STREAM,
    description: '`id` is the position, `event` the type, `data` an item of `/v1/inputs/{id}/events` on one line.',
  })
  @ApiResponse({ status: 204, description: 'Everything was told before, and nothing more comes.' })
  async stream(
    @Param('id', { schema: uuid }) id: string,
    // The guard has looked at it.
    @Query({ schema: query }) _: z.infer<typeof query>,
    @RequestHeaders(headers) { 'last-event-id': after = 0, ...least }: z.infer<typeof headers>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const watch = this.watchers.watch(`input-${id}`);
    try {
      const shown = await this.shown.ofLog(minPosition(least));
      const history = await this.reader.stream(watch.stream);
      if (history.length === 0) throw new Problem('not-found', 'there is no input here');
      reply.header('intake-position', shown);
      if (isSettled(history) && history.at(-1)!.position <= after) reply.code(204).send();
      else await this.tell(openEventStream(reply, { stopping: this.drain.stopping, after }), watch, history, after);
    } finally {
      watch.end();
    }
  }

  private async tell(out: EventStream, watch: Watch, history: RecordedEvent[], after: number): Promise<void> {
    let told = 0;
    for (let news = history; !out.closed.aborted; news = await this.reader.stream(watch.stream, told)) {
      for (const event of news) {
        told = event.version;
        if (event.position <= after) continue;
        await out.ready();
        out.send(asTold(event));
      }
      if (isSettled(news)) return out.end();
      await watch.beyond(told, out.closed, (position) => out.lookedAt(position));
    }
  }
}
