/** An operation as it goes on: server-sent events until its end. A reader that comes back is told what it has not seen. */
import { Controller, Get, Param, Res } from '@nestjs/common';
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
import type { EventStream } from '../platform/http/sse.js';
import type { Operation } from '../platform/operations/operation.js';
import { Operations } from '../platform/operations/operations.js';
import { rest } from '../platform/waiting.js';
import { operationViewOf } from '../views/operation.js';
import { seen } from './operations-seen.js';

const headers = z.object({ 'last-event-id': position.optional() });

const LOOK_MS = 250;

@ApiTags('admin')
@Controller('v1/admin/operations')
export class OperationStreamController {
  constructor(
    private readonly operations: Operations,
    private readonly streams: OpenStreams,
  ) {}

  @Get(':id/stream')
  @AllowedTo('operator')
  @Produces('text/event-stream')
  @ApiOperation({ operationId: 'streamOperation', summary: 'Server-sent events of one operation, until its end' })
  @ApiResponse({
    status: 200,
    content: EVENT_STREAM,
    description: '`event` is `operation`, `data` the operation on one line; `id` rises with each change of it.',
  })
  @ApiResponse({ status: 204, description: 'Its end was told before, and nothing more comes.' })
  async stream(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(headers) { 'last-event-id': after = 0 }: z.infer<typeof headers>,
    @CalledBy() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const operation = seen(await this.operations.find(id), caller);
    if (operation.state !== 'running' && operation.revision <= after) reply.code(204).send();
    else await this.tell(this.streams.open(reply, caller, after), operation, after);
  }

  private async tell(out: EventStream, first: Operation, after: number): Promise<void> {
    let told = after;
    for (let now = first; !out.closed.aborted; now = (await this.operations.find(first.id)) ?? now) {
      if (now.revision > told) {
        await out.ready();
        out.send({ id: now.revision, event: 'operation', data: operationViewOf(now) });
        told = now.revision;
      }
      if (now.state !== 'running') return out.end();
      await rest(LOOK_MS, out.closed);
    }
  }
}
