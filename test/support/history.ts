/** Facts as the log would hold them: positions and versions dense, a second apart. */
import { definitionOf, type NewEvent, type RecordedEvent } from '../../src/events/event.js';

const FIRST = Date.parse('2026-01-01T00:00:00.000Z');

/** When the n-th event of a history happened, n from 1. */
export const happenedAt = (n: number): string => new Date(FIRST + n * 1_000).toISOString();

export const historyOf = (stream: string, facts: readonly NewEvent[]): RecordedEvent[] =>
  recordAll(facts.map((fact) => ({ stream, fact })));

/** Of several streams, in the order of the log. */
export function recordAll(written: readonly { stream: string; fact: NewEvent }[]): RecordedEvent[] {
  const versions = new Map<string, number>();
  return written.map(({ stream, fact }, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const position = index + 1;
    return {
      ...fact,
      stream,
      version,
      position,
      id: `0199f2f0-0000-7000-8000-${String(position).padStart(12, '0')}`,
      schemaVersion: definitionOf(fact.type).schemaVersion,
      occurredAt: happenedAt(position),
      metadata: { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null },
    };
  });
}
