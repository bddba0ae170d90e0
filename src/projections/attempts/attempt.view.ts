import { z } from 'zod';
import { attemptOutcomes } from '../../events/shapes.js';
import { responseSummary } from '../../views/input.js';
import type { AttemptRow } from './attempt.entity.js';

/** One HTTP request of a delivery, as clients see it. */
export const attemptView = z
  .strictObject({
    number: z.int(),
    startedAt: z.iso.datetime(),
    durationMs: z.int(),
    outcome: z.enum(attemptOutcomes),
    error: z.string().nullable(),
    destinationVersion: z.int().meta({ description: 'The version of the destination that was used.' }),
    response: responseSummary.nullable(),
  })
  .meta({ id: 'Attempt' });
export type AttemptView = z.infer<typeof attemptView>;

export const attemptViewOf = (row: AttemptRow): AttemptView => ({
  number: row.number,
  startedAt: row.startedAt,
  durationMs: row.durationMs,
  outcome: row.outcome,
  error: row.error,
  destinationVersion: row.destinationVersion,
  response: row.response,
});
