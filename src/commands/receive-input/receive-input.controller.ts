/**
 * The hot door: a thin route of Fastify itself, since a Nest controller takes half of what it can. The same guard,
 * problems and CommandBus as everywhere.
 */
import { Controller, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { metadataOf } from '../../access/metadata.js';
import { check } from '../../platform/http/check.js';
import { destinationName } from '../../platform/http/fields.js';
import { preferredWait } from '../../platform/http/prefer.js';
import { takeAnyBody, takeBody } from '../../platform/http/raw-body.js';
import { refuseQuery } from '../../platform/http/request-rules.js';
import type { InputView } from '../../views/input.js';
import { inputHeadersOf } from '../input-headers.js';
import { InputRate } from '../input-rate.js';
import { ReceiveInput, type ReceiveInputResult } from './receive-input.command.js';
import { receivedView } from './receive-input.view.js';
import { SettlementWaits } from './settlement-waits.js';

export const BODY_LIMIT = 256 * 1024;
export const PATH = '/v1/destinations/:name/inputs';
const ACCESS = { access: { role: 'submitter', only: 'allowed-destinations' } } as const;

type InputRequest = FastifyRequest<{ Params: { name: string } }>;

@Controller()
export class ReceiveInputController implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly commands: CommandBus,
    private readonly rate: InputRate,
    private readonly waits: SettlementWaits,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.register(async (door) => {
      takeAnyBody(door);
      door.post<{ Params: { name: string } }>(PATH, { bodyLimit: BODY_LIMIT, config: ACCESS }, (request, reply) =>
        this.receive(request, reply),
      );
    });
  }

  private async receive(request: InputRequest, reply: FastifyReply): Promise<FastifyReply> {
    const seconds = preferredWait(request.headers.prefer);
    const received = await this.receivedView(request, reply);
    // Who waits on needs it no more.
    request.letBodyGo();
    const { actor } = request.caller;
    const settled = seconds === null ? null : await this.waits.settled(received.id, seconds, actor, reply.raw);
    if (settled) reply.code(200).header('preference-applied', `wait=${seconds}`);
    else reply.code(202);
    const { view, position } = settled ?? { view: received, position: received.position };
    return reply
      .header('location', view.links.self)
      .header('intake-position', position)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(view));
  }

  /** By itself, so that who waits keeps nothing of the body. */
  private async receivedView(request: InputRequest, reply: FastifyReply): Promise<InputView> {
    const result = await this.take(request, reply);
    if (result.replayed) reply.header('idempotency-replayed', 'true');
    return receivedView(result);
  }

  private async take(request: InputRequest, reply: FastifyReply): Promise<ReceiveInputResult> {
    const destination = check(destinationName, request.params.name, 'path', 'name');
    refuseQuery(request);
    const headers = inputHeadersOf(request);
    const { owner, actor } = request.caller;
    return this.rate.spend(actor, 1, reply, () =>
      this.commands.execute(
        new ReceiveInput({
          destination,
          body: takeBody(request),
          contentType: request.sentType,
          contentEncoding: request.headers['content-encoding'] ?? null,
          ...headers,
          owner,
          metadata: metadataOf(request),
        }),
      ),
    );
  }
}
