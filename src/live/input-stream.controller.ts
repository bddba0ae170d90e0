/**
 * What happens to one input, as it happens. Guarantee: a reader misses no event and sees none twice, wherever it comes
 * back; the stream ends when the input is settled and everything is told; a retry opens it again.
 */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import type { Caller } from '../access/caller.js';
import { CalledBy } from '../access/metadata.js';
import { OpenStreams } from '../access/open-streams.js';
import { Produces } from '../platform/http/accept.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { position, uuid } from '../platform/http/fields.js';
import { EVENT_STREAM } from '../platform/http/openapi-parts.js';
import { Problem } from '../platform/http/problem.js';
import { minPosition, queryHeaders } from '../platform/http/shown.js';
import type { EventStream } from '../platform/http/sse.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { LogReader } from '../platform/store/reader.js';
import { StreamWatchers, type Watch } from '../platform/store/stream-watchers.js';
import { isSettled } from './input-events.js';
import { InputPages } from './input-pages.js';
import { patiently } from './patience.js';

const headers = queryHeaders.extend({ 'last-event-id': position.optional() });
const query = z.strictObject({
  token: z
    .string()
    .optional()
    .describe(
      'Of `POST /v1/inputs/{id}/stream-token`, instead of Authorization, which a browser’s EventSource cannot send.',
    ),
});

/** How far a reader is: the last event that it was told, and whether that was all there was. */
interface Told {
  version: number;
  type: string;
  isAll: boolean;
}

@ApiTags('live')
@Controller('v1/inputs')
export class InputStreamController {
  constructor(
    private readonly reader: LogReader,
    private readonly pages: InputPages,
    private readonly shown: ShownPosition,
    private readonly watchers: StreamWatchers,
    private readonly streams: OpenStreams,
  ) {}

  @Get(':id/stream')
  @AllowedTo('submitter', 'own-inputs')
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
    @CalledBy() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const watch = this.watchers.watch(`input-${id}`);
    try {
      const shown = await this.shown.ofLog(minPosition(least));
      const newest = await this.reader.newest(watch.stream);
      if (newest === 0) throw new Problem('not-found', 'there is no input here');
      reply.header('intake-position', shown);
      if (newest <= after && (await this.settles(newest))) reply.code(204).send();
      else await this.tell(this.streams.open(reply, caller, after), watch, after);
    } finally {
      watch.end();
    }
  }

  private async settles(position: number): Promise<boolean> {
    return isSettled(await this.reader.after(position - 1, { upTo: position }));
  }

  private async tell(out: EventStream, watch: Watch, after: number): Promise<void> {
    let told: Told = { version: 0, type: '', isAll: false };
    try {
      while (!out.closed.aborted) {
        told = await this.tellPage(out, watch.stream, told, after);
        if (!told.isAll) continue;
        if (isSettled([told])) break;
        await watch.beyond(told.version, out.closed, (position) => out.lookedAt(position));
      }
    } finally {
      out.end();
    }
  }

  /** By itself, so that nothing of the page is kept by who waits for the next one. */
  private async tellPage(out: EventStream, stream: string, before: Told, after: number): Promise<Told> {
    const page = await patiently(out.closed, () => this.pages.after(stream, before.version));
    if (page === null) return before;
    for (const { frame } of page.events) {
      if (frame.position <= after) continue;
      await out.ready();
      out.pass(frame.bytes, frame.position);
    }
    const { version, type } = page.events.at(-1) ?? before;
    return { version, type, isAll: page.isLast };
  }
}
