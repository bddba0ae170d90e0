/** The one call that appends a group: what it is asked with, and what it answers for each command, in their order. */
import { appendParameters, type PreparedCommand } from './append-group.js';
import { bigints, integers, smallints, texts, uuids } from './array-parameter.js';

export interface AppendRow {
  outcome: 'appended' | 'conflict' | 'stale';
  version: number;
  /** Of the last event this command appended, now or in an earlier call whose answer was lost. */
  position: number;
  occurred_at: string;
  twin: string | null;
}

const TEXT =
  'select outcome, version, position, occurred_at, twin from intake.append($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)';

/** Asked again, it is exactly the same. */
export function appendCall(group: PreparedCommand[]): { name: string; text: string; values: Buffer[] } {
  const { commands, guards, events } = appendParameters(group);
  const values = [
    ...[texts(commands.streams), bigints(commands.hashes), integers(commands.expected), integers(commands.counts)],
    ...[texts(commands.destinations), texts(commands.owners), texts(commands.metadata)],
    ...[texts(guards.streams), integers(guards.versions), integers(guards.commands), integers(guards.by)],
    ...[uuids(events.ids), texts(events.types), smallints(events.schemaVersions), texts(events.data)],
  ];
  return { name: 'append', text: TEXT, values };
}
