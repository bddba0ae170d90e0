/** What the routes share that ask something of many: what they take, and what they answer. */
import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowedTo } from '../access/allowed-to.js';
import type { Caller } from '../access/caller.js';
import { started } from '../admin/started.js';
import type { EventMetadata } from '../events/event.js';
import { idempotencyKey } from '../platform/http/fields.js';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import type { ProblemCode } from '../platform/http/problem-catalogue.js';
import { inputsFilter } from '../projections/inputs/inputs.filter.js';
import { inputReason } from '../views/input.js';
import { type OperationView, operationView } from '../views/operation.js';
import type { BulkInputs, WantedBulk } from './bulk-inputs.js';
import type { BulkKind } from './bulk-kind.js';

export const bulkHeaders = z.object({ 'idempotency-key': idempotencyKey.optional() });

export const bulkShape = {
  filter: inputsFilter.default({}),
  all: z.literal(true).optional().meta({ description: 'Needed where there is no filter.' }),
  reason: inputReason.nullable().default(null),
  dryRun: z.boolean().default(false).meta({ description: 'Only says how many inputs it would be.' }),
};

/** What would touch everything must be meant so. */
export const isMeant = ({ filter, all }: { filter: object; all?: true | undefined }): boolean =>
  Object.keys(filter).length === 0 ? all === true : all === undefined;

export const MEANT = {
  path: ['filter'],
  message: 'must say which inputs; where all are meant, leave it out and say "all": true',
};

export const bulkTotal = z.strictObject({ total: z.int() }).meta({ id: 'InputsTotal' });
export type BulkTotal = z.infer<typeof bulkTotal>;

export const AsksMany = (
  verb: string,
  about: { operationId: string; summary: string; description: string },
  ...fails: ProblemCode[]
): MethodDecorator =>
  applyDecorators(
    Post(verb),
    AllowedTo('operator'),
    HttpCode(202),
    ApiOperation(about),
    ApiResponse({
      status: 202,
      standardSchema: operationView,
      description: 'The operation.',
      headers: answersWith('Location', 'Idempotency-Replayed'),
    }),
    ApiResponse({ status: 200, standardSchema: bulkTotal, description: 'Of a dry run: how many inputs it would be.' }),
    Fails('idempotency-key-reused', ...fails),
  );

export interface Begin extends WantedBulk {
  dryRun: boolean;
  caller: Caller;
  key: string | undefined;
  metadata: EventMetadata;
}

export async function begin(
  reply: FastifyReply,
  bulk: BulkInputs,
  kind: BulkKind,
  { dryRun, caller: { owner }, key, metadata, ...wanted }: Begin,
): Promise<OperationView | BulkTotal> {
  if (dryRun) {
    reply.code(200);
    return { total: await bulk.count(kind, wanted) };
  }
  return started(reply, await bulk.start(kind, wanted, { owner, key }, metadata));
}
