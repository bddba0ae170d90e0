import { describe, expect, it } from '@jest/globals';
import { EXIT } from './exit.js';
import type { Operation } from './operation.js';
import { outcomeOf } from './outcome.js';

const operation = (more: Partial<Operation>): Operation => ({
  id: '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80',
  kind: 'rebuild',
  subject: ['inputs.v1'],
  options: {},
  state: 'succeeded',
  phase: null,
  done: 1_000,
  total: 1_000,
  ratePerSecond: 500,
  etaMs: null,
  startedBy: 'admin',
  startedAt: '2026-01-31T08:00:00.000Z',
  finishedAt: '2026-01-31T08:00:02.000Z',
  result: {},
  error: null,
  ...more,
});

const RIGHT = {
  name: 'inputs',
  position: 1_000,
  rows: 9,
  differing: 0,
  missing: 0,
  extra: 0,
  parked: 0,
  keys: [],
  repaired: 0,
};
const WRONG = { ...RIGHT, name: 'attempts', differing: 1, extra: 1, keys: [{ id: 'a' }, { id: 'b', number: 2 }] };
const verify = (...found: object[]) => outcomeOf(operation({ kind: 'verify', result: { projections: found } }));

describe('the end of an operation', () => {
  it('that did its work says how much, and how long it took', () => {
    expect(outcomeOf(operation({}))).toEqual({
      exitCode: EXIT.done,
      text: 'rebuild inputs.v1: done, 1,000 events in 2.0 s',
    });
    const replay = operation({ kind: 'replay', subject: [], result: { topic: 'intake.replay.x' } });
    expect(outcomeOf(replay).text).toBe('replay: done, 1,000 events in 2.0 s, to intake.replay.x');
  });

  it('that asked many inputs says of how many not, and why; only a fault is no success', () => {
    const asked = (result: Record<string, unknown>) =>
      outcomeOf(operation({ kind: 'retry-inputs', subject: [], result }));
    const all = { done: 1_000, skipped: 0, failed: 0, reasons: {} };
    expect(asked(all)).toEqual({ exitCode: EXIT.done, text: 'retry-inputs: done, 1,000 inputs in 2.0 s' });
    const some = { done: 1, skipped: 1_000, failed: 0, reasons: { 'state-conflict': 999, 'not-found': 1 } };
    expect(asked(some)).toEqual({
      exitCode: EXIT.done,
      text: 'retry-inputs: done, 1 input in 2.0 s; 1,000 skipped: state-conflict 999, not-found 1',
    });
    const faulty = { done: 1, skipped: 0, failed: 2, reasons: { 'internal-error': 2 } };
    expect(asked(faulty)).toEqual({
      exitCode: EXIT.failed,
      text: 'retry-inputs: done, 1 input in 2.0 s; 2 failed: internal-error 2',
    });
  });

  it('that failed, or was cancelled, is no success', () => {
    expect(outcomeOf(operation({ state: 'failed', error: 'why' }))).toEqual({
      exitCode: EXIT.failed,
      text: 'rebuild inputs.v1: failed: why',
    });
    expect(outcomeOf(operation({ state: 'cancelled' })).exitCode).toBe(EXIT.failed);
  });
});

describe('a verify', () => {
  it('that found no difference is a success, of one read model and of all', () => {
    expect(outcomeOf(operation({ kind: 'verify', result: RIGHT }))).toEqual(verify(RIGHT));
    expect(verify(RIGHT)).toEqual({
      exitCode: EXIT.done,
      text: 'inputs at position 1,000: 9 rows compared, all as the log says',
    });
  });

  it('that found one says what differs, and fails', () => {
    const { exitCode, text } = verify(RIGHT, WRONG);
    expect(exitCode).toBe(EXIT.failed);
    expect(text).toContain('1 differing, 0 missing, 1 extra');
    expect(text).toMatch(/\n {2}a\n {2}b 2\n/);
    expect(text).toContain('verify attempts --repair');
  });

  it('that repaired what it found is a success again', () => {
    expect(verify(RIGHT, { ...WRONG, repaired: 2 })).toMatchObject({
      exitCode: EXIT.done,
      text: expect.stringContaining('2 rows put right'),
    });
  });

  it('shows ten keys at most', () => {
    const keys = Array.from({ length: 11 }, (_, n) => ({ id: `key-${n}` }));
    const { text } = verify({ ...WRONG, differing: 11, keys });
    expect(text).toContain('key-9');
    expect(text).not.toContain('key-10');
  });
});
