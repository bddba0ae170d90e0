/** What every query shares: it may ask for a position at least, and says which one it shows. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { position } from './fields.js';
import { Problem } from './problem.js';

export const queryHeaders = z.object({ 'intake-min-position': position.optional() });
export type QueryHeaders = z.output<typeof queryHeaders>;

export const minPosition = (headers: QueryHeaders): number => headers['intake-min-position'] ?? 0;

/** Sets Intake-Position; null becomes a 404 that names what is missing. */
export function show<T>(reply: FastifyReply, shown: { value: T; position: number } | null, what: string): T {
  if (!shown) throw new Problem('not-found', `there is no ${what} here`);
  reply.header('intake-position', shown.position);
  return shown.value;
}
