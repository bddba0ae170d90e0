/** The headers that this door understands, checked. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checkHeaders } from '../../platform/http/check.js';
import { idempotencyKey } from '../../platform/http/fields.js';
import { type FieldError, Problem } from '../../platform/http/problem.js';

const schema = z.object({ 'idempotency-key': idempotencyKey.optional() });

export const idempotencyKeyOf = (request: FastifyRequest): string | null =>
  request.headers['idempotency-key'] === undefined ? null : (checkHeaders(schema, request)['idempotency-key'] ?? null);

/** An instruction that would be ignored is worse than one that is refused. */
export function refuseUnknownIntakeHeaders(request: FastifyRequest): void {
  const errors: FieldError[] = [];
  for (const name in request.headers) {
    if (name.startsWith('intake-')) errors.push({ in: 'header', name, detail: 'is not known on this route' });
  }
  if (errors.length > 0)
    throw new Problem('invalid-header', 'a header tells Intake something it does not know', { errors });
}
