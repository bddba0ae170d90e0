/** Foreign bytes, as they were sent and as they came back: given as a download and never as a page of ours. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { decodeBytes } from '../../events/shapes.js';
import { Produces } from '../../platform/http/accept.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { uuid } from '../../platform/http/fields.js';
import { answersWith, Fails } from '../../platform/http/openapi-parts.js';
import { Problem } from '../../platform/http/problem.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { GetInputBody, GetInputResponse, type KeptBytes } from './inputs.queries.js';

const HEADERS = answersWith('Intake-Content-Encoding', 'Content-Disposition');
/** Of any type, by whatever it was sent or came with. */
const OPAQUE = { '*/*': {} };

@ApiTags('inputs')
@Controller('v1/inputs')
export class InputBytesController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id/body')
  @AllowedTo('submitter', 'own-inputs')
  @Produces('*/*')
  @ApiOperation({ summary: 'The bytes as they were sent' })
  @ApiResponse({
    status: 200,
    content: OPAQUE,
    headers: HEADERS,
    description: 'With the content type they were sent with.',
  })
  async getInputBody(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, show(reply, await this.queries.execute(new GetInputBody(id, minPosition(headers))), 'input'));
  }

  @Get(':id/response')
  @AllowedTo('submitter', 'own-inputs')
  @Produces('*/*')
  @ApiOperation({ summary: 'The bytes that the destination returned last' })
  @ApiResponse({ status: 200, content: OPAQUE, headers: HEADERS, description: 'With the content type they came with.' })
  @Fails('no-response')
  async getInputResponse(
    @Param('id', { schema: uuid }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = show(reply, await this.queries.execute(new GetInputResponse(id, minPosition(headers))), 'input');
    if (found === 'none') throw new Problem('no-response', 'the destination has not answered this input so far');
    send(reply, { ...found, bytes: found.body });
  }
}

function send(reply: FastifyReply, { bytes, contentType, contentEncoding }: KeptBytes): void {
  reply.headers({
    'content-type': contentType ?? 'application/octet-stream',
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': 'attachment',
  });
  // Never as Content-Encoding: a client would unpack what a stranger packed.
  if (contentEncoding !== null) reply.header('intake-content-encoding', contentEncoding);
  reply.send(decodeBytes(bytes));
}
