/** The headers that the doors of inputs understand, checked. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checkHeaders } from '../platform/http/check.js';
import { idempotencyKey, instant, orderingKey } from '../platform/http/fields.js';
import { type FieldError, Problem } from '../platform/http/problem.js';
import type { Instructions } from './new-input.js';

export const inputHeaders = z.object({
  'idempotency-key': idempotencyKey
    .optional()
    .describe('The same key with the same input gives the same input and answer, for ever.'),
  'intake-deliver-at': instant
    .optional()
    .describe('Not to be delivered before; at most 366 days ahead. A time that is over means now.'),
  'intake-expires-at': instant
    .optional()
    .describe('Not to be delivered from then on. In the future, and after `Intake-Deliver-At`.'),
  'intake-ordering-key': orderingKey
    .optional()
    .describe('Inputs of one key go to the destination one after the other, in the order they came in.'),
});

const KNOWN: ReadonlySet<string> = new Set(Object.keys(inputHeaders.shape));
const isOurs = (name: string): boolean => name.startsWith('intake-') || name === 'idempotency-key';

export interface InputHeaders {
  idempotencyKey: string | null;
  instructions: Instructions;
}

const NONE: InputHeaders = {
  idempotencyKey: null,
  instructions: { deliverAt: null, expiresAt: null, orderingKey: null },
};

/** An instruction that would be ignored is worse than one that is refused. */
export function inputHeadersOf(request: FastifyRequest): InputHeaders {
  const ours = Object.keys(request.headers).filter(isOurs);
  // Most inputs come without, and the check takes longer than all the rest.
  if (ours.length === 0) return NONE;
  const errors = ours
    .filter((name) => !KNOWN.has(name))
    .map((name): FieldError => ({ in: 'header', name, detail: 'is not known on this route' }));
  if (errors.length > 0)
    throw new Problem('invalid-header', 'an Intake-* header is not known on this route', { errors });
  const given = checkHeaders(inputHeaders, request);
  return {
    idempotencyKey: given['idempotency-key'] ?? null,
    instructions: {
      deliverAt: given['intake-deliver-at'] ?? null,
      expiresAt: given['intake-expires-at'] ?? null,
      orderingKey: given['intake-ordering-key'] ?? null,
    },
  };
}
