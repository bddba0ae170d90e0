/** The door for many inputs at once: as thin as the one for a single input, and with the same guard and problems. */
import { Controller, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { metadataOf } from '../../access/metadata.js';
import { check } from '../../platform/http/check.js';
import { destinationName } from '../../platform/http/fields.js';
import { Problem } from '../../platform/http/problem.js';
import { takeAnyBody, takeBody } from '../../platform/http/raw-body.js';
import { refuseQuery } from '../../platform/http/request-rules.js';
import { inputHeadersOf } from '../input-headers.js';
import { InputRate } from '../input-rate.js';
import { linesOf } from './batch-lines.js';
import { ReceiveBatch, type ReceiveBatchResult } from './receive-batch.command.js';
import { batchViewOf } from './receive-batch.view.js';

export const BATCH_TYPE = 'application/x-ndjson';
export const BATCH_LIMIT = 8 * 1024 * 1024;
const PATH = '/v1/destinations/:name/inputs/batch';
const ACCESS = { access: { role: 'submitter', only: 'allowed-destinations' } } as const;

type BatchRequest = FastifyRequest<{ Params: { name: string } }>;

@Controller()
export class ReceiveBatchController implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly commands: CommandBus,
    private readonly rate: InputRate,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.register(async (door) => {
      takeAnyBody(door);
      door.addHook('onRequest', (request, _reply, done) => {
        refuseOtherForms(request);
        done();
      });
      door.post<{ Params: { name: string } }>(PATH, { bodyLimit: BATCH_LIMIT, config: ACCESS }, (request, reply) =>
        this.receive(request, reply),
      );
    });
  }

  private async receive(request: BatchRequest, reply: FastifyReply): Promise<FastifyReply> {
    const result = await this.take(request, reply);
    if (result.replayed) reply.header('idempotency-replayed', 'true');
    return reply
      .code(202)
      .header('intake-position', lastPositionOf(result))
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(batchViewOf(result, request.id)));
  }

  private async take(request: BatchRequest, reply: FastifyReply): Promise<ReceiveBatchResult> {
    const destination = check(destinationName, request.params.name, 'path', 'name');
    refuseQuery(request);
    const headers = inputHeadersOf(request);
    const lines = await linesOf(takeBody(request));
    const { owner, actor } = request.caller;
    return this.rate.spend(actor, Math.max(1, lines.length), reply, () =>
      this.commands.execute(new ReceiveBatch({ destination, lines, ...headers, owner, metadata: metadataOf(request) })),
    );
  }
}

/** Before the body is read. */
function refuseOtherForms({ sentType, headers }: FastifyRequest): void {
  const [type = '', ...parameters] = (sentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type !== BATCH_TYPE)
    throw new Problem('unsupported-media-type', `the body must be ${BATCH_TYPE}`, { headers: { accept: BATCH_TYPE } });
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    throw new Problem('unsupported-charset', 'the charset must be utf-8', { headers: { accept: BATCH_TYPE } });
  if (headers['content-encoding'] !== undefined)
    throw new Problem('unsupported-encoding', 'a batch must come without Content-Encoding', {
      headers: { 'accept-encoding': 'identity' },
    });
}

/** 0: nothing of it stands in the log. */
const lastPositionOf = ({ items }: ReceiveBatchResult): number =>
  Math.max(0, ...items.map((item) => (item instanceof Problem ? 0 : item.position)));
