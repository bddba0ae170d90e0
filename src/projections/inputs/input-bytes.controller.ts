/** Foreign bytes, as they were sent and as they came back: given as a download and never as a page of ours. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { decodeBytes } from '../../events/shapes.js';
import { Produces } from '../../platform/http/accept.js';
import { uuid } from '../../platform/http/fields.js';
import { Problem } from '../../platform/http/problem.js';
import { GetInputBody, GetInputResponse, type KeptBytes } from './inputs.queries.js';

const OPAQUE = { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } };

@ApiTags('inputs')
@Controller('v1/inputs')
export class InputBytesController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/body')
  @Produces('*/*')
  @ApiOperation({ operationId: 'getInputBody', summary: 'The bytes as they were sent' })
  @ApiResponse({ status: 200, content: OPAQUE, description: 'With the content type they were sent with.' })
  async body(@Param('id', { schema: uuid }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const kept = await this.queries.execute(new GetInputBody(id));
    if (!kept) throw notFound();
    send(reply, kept);
  }

  @Get(':id/response')
  @Produces('*/*')
  @ApiOperation({ operationId: 'getInputResponse', summary: 'The bytes that the destination returned' })
  @ApiResponse({ status: 200, content: OPAQUE, description: 'With the content type they came with.' })
  async response(@Param('id', { schema: uuid }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const found = await this.queries.execute(new GetInputResponse(id));
    if (!found) throw notFound();
    if (found === 'none') throw new Problem('no-response', 'the destination has not answered yet');
    send(reply, { ...found, bytes: found.body });
  }
}

const notFound = (): Problem => new Problem('not-found', 'there is no input here');

function send(reply: FastifyReply, { bytes, contentType, contentEncoding }: KeptBytes): void {
  reply.headers({
    'content-type': contentType ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
  });
  // Never as Content-Encoding: a client would unpack what a stranger packed.
  if (contentEncoding !== null) reply.header('intake-content-encoding', contentEncoding);
  reply.send(decodeBytes(bytes));
}
