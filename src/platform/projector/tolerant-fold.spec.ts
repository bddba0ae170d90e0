/** What a fold leaves out, and that nothing else is touched by it (G10). In memory. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountRow, countsBy, type Poison } from '../../../test/support/counting.js';
import { streamHash } from '../store/partition.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { Keyed } from './fold.js';
import { LeftOut } from './left-out.js';
import { makeChanges, readChanges } from './tolerant-fold.js';

const counts = countsBy('stream');
const STREAMS = ['a', 'b', 'c'];

interface Told {
  stream: string;
  poison?: Poison['poison'] | undefined;
  type?: string;
}

/** As the log would hold them. */
function stored(told: readonly Told[]): StoredEvent[] {
  const versions = new Map<string, number>();
  return told.map(({ stream, poison, type = 'SomethingHappened' }, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    return {
      position: index + 1,
      stream,
      version,
      id: `${index}`,
      type,
      schemaVersion: 1,
      occurredAt: '2026-01-01T00:00:00.000Z',
      streamHash: streamHash(stream),
      following: 0,
      data: JSON.stringify({ poison }),
      metadata: { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null },
    };
  });
}

/** Batch after batch into the same rows. */
function fold(batches: readonly (readonly StoredEvent[])[], leftOut = new LeftOut()): Record<string, CountRow | null> {
  const rows = new Map<string, Keyed<CountRow>>();
  for (const events of batches) {
    const touched = makeChanges(readChanges(counts, events, leftOut), rows, leftOut);
    for (const [text, keyed] of touched) rows.set(text, keyed);
  }
  return Object.fromEntries([...rows.values()].map(({ key, row }) => [key.stream!, row]));
}

const failuresOf = (leftOut: LeftOut) =>
  leftOut.failures.map(({ event, error }) => [event.stream, event.version, (error as Error).message]);

describe('a fold', () => {
  it('tells of each stream the first event that it fails at, wherever in the fold that is', () => {
    const leftOut = new LeftOut();
    const events: Told[] = [
      { stream: 'a' },
      { stream: 'a', poison: 'fold' },
      { stream: 'b', poison: 'key' },
      { stream: 'a', type: 'NeverHeardOf' },
      { stream: 'c', type: 'NeverHeardOf' },
      { stream: 'b' },
    ];
    expect(fold([stored(events)], leftOut)).toMatchObject({ a: { count: 1 } });
    expect(failuresOf(leftOut).sort()).toEqual([
      ['a', 2, 'this event cannot be counted'],
      ['b', 1, 'this event has no key'],
      ['c', 1, expect.stringMatching(/^this build does not know the event NeverHeardOf/)],
    ]);
  });

  it('does not look into events that the projection takes no notice of', () => {
    const leftOut = new LeftOut();
    const [event] = stored([{ stream: 'a', type: 'CountsMultiplied' }]);
    expect(fold([[{ ...event!, data: 'not JSON' }]], leftOut)).toEqual({});
    expect(leftOut.failures).toEqual([]);
  });

  it('leaves out what is skipped, and nothing behind it', () => {
    const leftOut = new LeftOut();
    leftOut.skip({ stream: 'a', version: 2 });
    leftOut.skip({ stream: 'a', version: 3 });
    const events = stored([{ stream: 'a' }, { stream: 'a', poison: 'fold' }, { stream: 'a' }, { stream: 'a' }]);
    expect(fold([events], leftOut)).toMatchObject({ a: { count: 2 } });
    expect(leftOut.failures).toEqual([]);
  });

  const anyTold = fc.array(
    fc.record({
      stream: fc.constantFrom(...STREAMS),
      poison: fc.option(fc.constantFrom('fold' as const, 'key' as const), { nil: undefined, freq: 6 }),
    }),
    { maxLength: 40 },
  );

  it('gives the same rows and failures wherever batches end, and those of each stream by itself', () => {
    fc.assert(
      fc.property(anyTold, fc.nat(40), fc.nat(40), (told, one, other) => {
        const events = stored(told);
        const [cut, next] = [Math.min(one, other), Math.max(one, other)];
        const [whole, inParts] = [new LeftOut(), new LeftOut()];
        const rows = fold([events], whole);
        expect(fold([events.slice(0, cut), events.slice(cut, next), events.slice(next)], inParts)).toEqual(rows);
        expect(failuresOf(inParts).sort()).toEqual(failuresOf(whole).sort());
        for (const stream of STREAMS) {
          const alone = fold([events.filter((event) => event.stream === stream)]);
          expect(rows[stream]).toEqual(alone[stream]);
        }
      }),
    );
  });
});
