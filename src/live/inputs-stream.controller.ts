/**
 * What happens to all inputs, as it happens. Guarantee: a listener misses no event and sees none twice, wherever it comes
 * back: it catches up on the log, then follows its tail, and where it cannot keep up, catches up again.
 */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import { type Caller, ownerSeenBy } from '../access/caller.js';
import { CalledBy } from '../access/metadata.js';
import { OpenStreams } from '../access/open-streams.js';
import { Produces } from '../platform/http/accept.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { commaList, destinationName, position } from '../platform/http/fields.js';
import { EVENT_STREAM } from '../platform/http/openapi-parts.js';
import { minPosition, queryHeaders } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { storedStatuses } from '../views/input.js';
import { CatchUp } from './catch-up.js';
import { LiveInputs } from './live-inputs.js';
import { Selection } from './selection.js';

const headers = queryHeaders.extend({ 'last-event-id': position.optional() });
const query = z.strictObject({
  destination: commaList(destinationName).optional(),
  status: commaList(z.enum(storedStatuses)).optional().describe('The status that the event leads to.'),
  afterPosition: position.optional().describe('What comes after it; else from now on. `Last-Event-ID` wins.'),
});

@ApiTags('live')
@Controller('v1/stream')
export class InputsStreamController {
  constructor(
    private readonly shown: ShownPosition,
    private readonly catchUp: CatchUp,
    private readonly live: LiveInputs,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  @AllowedTo('submitter')
  @Produces('text/event-stream')
  @ApiOperation({ operationId: 'streamInputs', summary: 'Server-sent events of all inputs, as they happen' })
  @ApiResponse({
    status: 200,
    content: EVENT_STREAM,
    description:
      '`id` is the position, `event` the type, `data` an item of `/v1/inputs/{id}/events` on one line. Heartbeats carry the position looked at.',
  })
  async stream(
    @Query({ schema: query }) { afterPosition, ...wanted }: z.infer<typeof query>,
    @RequestHeaders(headers) { 'last-event-id': lastEventId, ...least }: z.infer<typeof headers>,
    @CalledBy() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const head = await this.shown.ofLog(minPosition(least));
    reply.header('intake-position', head);
    const after = lastEventId ?? afterPosition ?? head;
    const out = this.streams.open(reply, caller, after);
    const selection = new Selection({ ...wanted, owner: ownerSeenBy(caller) });
    try {
      while (!out.closed.aborted) {
        await this.catchUp.tell(out, selection);
        await this.live.follow(out, selection);
      }
    } finally {
      out.end();
    }
  }
}
