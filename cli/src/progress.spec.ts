import { expect, it } from '@jest/globals';
import type { Operation } from './operation.js';
import { linesTo } from './progress.js';

const at = (phase: string | null, done: number, total: number | null): Operation => ({
  id: '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80',
  kind: 'rebuild',
  subject: ['inputs.v1'],
  options: {},
  state: 'running',
  phase,
  done,
  total,
  ratePerSecond: done === 0 ? null : 2_000,
  etaMs: total === null ? null : 3_000,
  startedBy: 'admin',
  startedAt: '2026-01-31T08:00:00.000Z',
  finishedAt: null,
  result: null,
  error: null,
});

it('in a pipe there is a line for each phase, and else one every five seconds', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = linesTo(
    (line) => lines.push(line),
    () => now,
  );
  progress.show(at(null, 0, null));
  progress.show(at('reading', 1_000, 10_000));
  now = 4_999;
  progress.show(at('reading', 5_000, 10_000));
  now = 5_000;
  progress.show(at('reading', 6_000, 10_000));
  progress.show(at('indexing', 10_000, 10_000));
  expect(lines).toEqual([
    'rebuild inputs.v1: waiting for its turn',
    'rebuild inputs.v1: reading, 10 %, 3.0 s left, 2,000/s, 1,000 of 10,000 events',
    'rebuild inputs.v1: reading, 60 %, 3.0 s left, 2,000/s, 6,000 of 10,000 events',
    'rebuild inputs.v1: indexing, 100 %, 3.0 s left, 2,000/s, 10,000 of 10,000 events',
  ]);
});
