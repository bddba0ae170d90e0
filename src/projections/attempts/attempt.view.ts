import type { AttemptView } from '../../views/attempt.js';
import type { AttemptRow } from './attempt.entity.js';

export const attemptViewOf = (row: AttemptRow): AttemptView => ({
  number: row.number,
  startedAt: row.startedAt,
  durationMs: row.durationMs,
  outcome: row.outcome,
  error: row.error,
  destinationVersion: row.destinationVersion,
  response: row.response,
});
