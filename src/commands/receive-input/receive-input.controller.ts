/**
 * The hot door: a thin route of Fastify itself, since a Nest controller takes half of what it can. The same guard,
 * problems and CommandBus as everywhere. Its body is opaque: whatever the content type says, nothing looks inside.
 */
import { Controller, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { metadataOf } from '../../access/metadata.js';
import { check } from '../../platform/http/check.js';
import { destinationName } from '../../platform/http/fields.js';
import { refuseQuery } from '../../platform/http/request-rules.js';
import { idempotencyKeyOf, refuseUnknownIntakeHeaders } from './headers.js';
import { ReceiveInput } from './receive-input.command.js';
import { receivedView } from './receive-input.view.js';

export const BODY_LIMIT = 256 * 1024;
export const PATH = '/v1/destinations/:name/inputs';
const NOTHING = Buffer.alloc(0);

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type of an input, in whatever form it was sent. */
    inputType: string | null;
  }
}

@Controller()
export class ReceiveInputController implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly commands: CommandBus,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.register(async (door) => {
      door.removeAllContentTypeParsers();
      door.decorateRequest('inputType', null);
      // Fastify refuses a type that is not well-formed: it is not shown one, and then takes every body.
      door.addHook('onRequest', (request, _reply, done) => {
        request.inputType = request.headers['content-type'] ?? null;
        delete request.headers['content-type'];
        done();
      });
      door.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      door.post<{ Params: { name: string } }>(PATH, { bodyLimit: BODY_LIMIT }, (request, reply) =>
        this.receive(request, reply),
      );
    });
  }

  private async receive(
    request: FastifyRequest<{ Params: { name: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const name = check(destinationName, request.params.name, 'path', 'name');
    refuseQuery(request);
    refuseUnknownIntakeHeaders(request);
    const { headers } = request;
    const result = await this.commands.execute(
      new ReceiveInput(
        name,
        (request.body as Buffer | undefined) ?? NOTHING,
        request.inputType,
        headers['content-encoding'] ?? null,
        idempotencyKeyOf(request),
        request.caller.owner,
        metadataOf(request),
      ),
    );
    const view = receivedView(result);
    if (result.replayed) reply.header('idempotency-replayed', 'true');
    return reply
      .code(202)
      .header('location', view.links.self)
      .header('intake-position', view.position)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(view));
  }
}
