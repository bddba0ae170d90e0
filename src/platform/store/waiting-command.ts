/** A command that waits for what comes of it, and how it is told. */
import type { AppendRow } from './append-call.js';
import { type Appended, type AppendOutcome, StaleDecision, VersionConflict } from './append-command.js';
import type { PreparedCommand } from './append-group.js';

export interface Waiting {
  prepared: PreparedCommand;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

export function rejectAll(group: readonly Waiting[], error: Error): void {
  for (const { reject } of group) reject(error);
}

export function settle({ prepared, resolve, reject }: Waiting, row: AppendRow): AppendOutcome {
  const { stream, expectedVersion, events, decidedOn } = prepared.command;
  // Where our own event stands already, an earlier call committed and only its answer was lost.
  if (row.outcome === 'appended' || row.twin === prepared.ids[0]) {
    const version = expectedVersion + events.length;
    resolve({ stream, version, position: row.position, occurredAt: row.occurred_at });
    return 'appended';
  }
  if (row.outcome === 'stale') reject(new StaleDecision(decidedOn ?? []));
  else reject(new VersionConflict(stream, expectedVersion, row.version));
  return row.outcome;
}
