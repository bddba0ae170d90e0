import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attemptFailed, delivered, INPUT_ID, received, registered, WHOSE } from '../../../test/support/facts.js';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { InputCancelled } from '../../events/input-cancelled.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { InputExpired } from '../../events/input-expired.js';
import { InputRetryRequested } from '../../events/input-retry-requested.js';
import { nothingHappened } from './bucket-sums.js';
import { counted, type Histogram, percentilesOf } from './histogram.js';
import { statistics } from './statistics.projection.js';
import { bucketViewOf, statisticsView } from './statistics.view.js';
import { rangeOf } from './statistics-range.js';

const given = rowsOf(statistics, `input-${INPUT_ID}`);
/** Histories begin at midnight, an event a second. */
const MINUTE = Date.parse('2026-01-01T00:00:00.000Z') / 60_000;

describe('what is counted of a destination in a minute', () => {
  it('each thing that happens to its inputs', () => {
    const { destination, owner } = WHOSE;
    const retry = { run: 1, attempts: 2, orderingKey: null, expiresAt: null, reason: null };
    given([
      received(),
      attemptFailed(1, 100, { outcome: 'timeout', durationMs: 100 }),
      attemptFailed(2, null),
      InputDeadLettered.of({ ...WHOSE, reason: 'exhausted' }),
      InputRetryRequested.of({ destination, owner, ...retry }),
      delivered(3),
      InputExpired.of(WHOSE),
      InputCancelled.of({ ...WHOSE, reason: null }),
    ]).thenRow({
      ...{ destination: 'orders', minute: MINUTE },
      ...{ received: 1, failedAttempts: 2, deadLettered: 1, retried: 1, delivered: 1, expired: 1, cancelled: 1 },
      attempts: { timeout: 1, 'http-error': 1, delivered: 1 },
      latencyMs: { 50: 1 },
      attemptMs: { 20: 2, 100: 1 },
    });
  });

  it('in the next minute anew', () => {
    given(Array.from({ length: 61 }, () => received())).thenRows([
      { minute: MINUTE, received: 59 },
      { minute: MINUTE + 1, received: 2 },
    ]);
  });

  it('no latency where none was written down', () => {
    const { data } = delivered();
    given([{ type: 'InputDelivered', data: { ...data, latencyMs: null } }]).thenRow({ delivered: 1, latencyMs: {} });
  });

  it('nothing of destinations', () => {
    given([registered()]).thenNoRow();
  });
});

// Holds `rowsSpanStreams`: a row that is not looked for, since an input begins, would be counted anew.
it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(statistics);
});

describe('percentiles from buckets', () => {
  const of = (values: readonly number[]): Histogram => values.reduce(counted, {});

  it('are null of nothing, and of one value its bucket', () => {
    expect(percentilesOf({})).toEqual({ p50: null, p95: null, p99: null });
    expect(percentilesOf(of([48]))).toEqual({ p50: 50, p95: 50, p99: 50 });
  });

  it('are never below the truth, and at most a quarter (or a millisecond) above', () => {
    const anyValues = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(anyValues, (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const shares = { p50: 0.5, p95: 0.95, p99: 0.99 };
        for (const [name, share] of Object.entries(shares)) {
          const truth = sorted[Math.ceil(share * values.length) - 1]!;
          const shown = percentilesOf(of(values))[name as keyof typeof shares]!;
          expect(shown).toBeGreaterThanOrEqual(truth);
          expect(shown).toBeLessThanOrEqual(Math.max(truth * 1.34, truth + 1));
        }
      }),
    );
  });

  it('know an end: what took longer than a million seconds took at least that', () => {
    expect(percentilesOf(of([5e9])).p50).toBe(1e9);
  });
});

describe('the minutes that are asked for', () => {
  const NOW = new Date('2026-01-02T12:00:30.000Z');
  const range = (query: Partial<Parameters<typeof rangeOf>[0]>) => {
    const { from, to, step, buckets } = rangeOf({ step: '1h', ...query }, NOW);
    return { from: new Date(from * 60_000).toISOString(), to: new Date(to * 60_000).toISOString(), step, buckets };
  };

  it('are the last 24 hours, this minute included, in steps of an hour', () => {
    const expected = { from: '2026-01-01T12:01:00.000Z', to: '2026-01-02T12:01:00.000Z', step: 60, buckets: 24 };
    expect(range({})).toEqual(expected);
  });

  it('are whole ones; the last bucket may be shorter', () => {
    const asked = { from: '2026-01-01T00:00:59.999Z', to: '2026-01-01T00:11:00.001Z', step: '5m' as const };
    const expected = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:12:00.000Z', step: 5, buckets: 3 };
    expect(range(asked)).toEqual(expected);
  });

  it('make at most 1,000 buckets, and at least one, of minutes that there can be', () => {
    const from = '2026-01-01T00:00:00.000Z';
    expect(range({ from, to: '2026-01-01T16:40:00.000Z', step: '1m' }).buckets).toBe(1_000);
    const wrong = (name: string) =>
      expect.objectContaining({ code: 'invalid-query', more: { errors: [expect.objectContaining({ name })] } });
    expect(() => range({ from, to: '2026-01-01T16:40:00.001Z', step: '1m' })).toThrow(wrong('step'));
    expect(() => range({ from, to: from })).toThrow(wrong('to'));
    expect(() => range({ from: '2027-01-01T00:00:00.000Z' })).toThrow(wrong('to'));
    // No row has such a minute: PostgreSQL does not even take it to compare with.
    expect(() => range({ to: '9999-01-01T00:00:00.000Z' })).toThrow(wrong('to'));
  });
});

it('a bucket as clients see it is what the schema says', () => {
  const sums = { ...nothingHappened(), attempts: { timeout: 2 }, latencyMs: { 50: 3 } };
  const view = bucketViewOf('2026-01-01T00:00:00.000Z', sums);
  expect(statisticsView.shape.buckets.element.parse(view)).toEqual(view);
  expect(view).toMatchObject({
    attempts: { timeout: 2, delivered: 0 },
    latencyMs: { p50: 50 },
    attemptMs: { p50: null },
  });
});
