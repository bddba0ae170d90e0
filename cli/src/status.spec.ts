import { describe, expect, it } from '@jest/globals';
import { Output } from './output.js';
import { isRed, type Status, screenOf } from './status.js';

const INPUTS = {
  name: 'inputs',
  version: 1,
  state: 'live',
  position: 7,
  head: 9,
  lagEvents: 2,
  lagMs: 1_500,
  parked: 0,
} as const;
const RELAY = { state: 'live', position: 8, head: 9, lagEvents: 1, lagMs: 40 } as const;
const NOTHING = { received: 0, delivered: 0, failedAttempts: 0, deadLettered: 0, retried: 0, cancelled: 0, expired: 0 };
const QUIET = { lastHour: NOTHING, queueDepth: 0, oldestPending: null, openBreakers: [] };
const OK = { ok: true, since: '2026-01-31T08:00:00.000Z', detail: 'answers' };

const status = (more: Partial<Status> = {}): Status => ({
  url: 'http://127.0.0.1:3000',
  status: 'ready',
  checks: { postgres: OK },
  relay: RELAY,
  projections: [INPUTS],
  delivery: QUIET,
  operations: [],
  ...more,
});

describe('the status is red', () => {
  it.each<[string, Partial<Status>]>([
    ['a part is not ok', { checks: { postgres: OK, kafka: { ...OK, ok: false } } }],
    ['it is not ready', { status: 'not-ready' }],
    ['a read model is stalled', { projections: [{ ...INPUTS, state: 'stalled' }] }],
    ['a stream is parked', { projections: [INPUTS, { ...INPUTS, parked: 1 }] }],
    ['the relay cannot be asked for', { relay: null }],
    ['the read models cannot be asked for', { projections: null }],
    ['the operations cannot be asked for', { operations: null }],
  ])('where %s', (_, more) => expect(isRed(status(more))).toBe(true));

  it('but not because one is behind, is rebuilt, or is paused on purpose', () => {
    expect(isRed(status())).toBe(false);
    for (const state of ['rebuilding', 'paused'] as const)
      expect(isRed(status({ projections: [{ ...INPUTS, state }] }))).toBe(false);
  });

  it('nor because a destination is in trouble, or the read models that tell of it are being filled', () => {
    const openBreakers = [{ name: 'orders', breaker: 'open' as const }];
    const lastHour = { ...NOTHING, deadLettered: 3 };
    const delivery = { lastHour, queueDepth: 9, oldestPending: OK.since, openBreakers };
    for (const each of [delivery, null]) expect(isRed(status({ delivery: each }))).toBe(false);
  });
});

it('the screen shows parts, read models with their lag, the delivery, and what runs', () => {
  expect(screenOf(status(), new Output(false))).toBe(
    [
      'Intake at http://127.0.0.1:3000: ready',
      '',
      'PART      STATE  SINCE',
      'postgres  ok     2026-01-31T08:00:00.000Z  answers',
      '',
      'RELAY     STATE  POSITION  BEHIND',
      'to Kafka  live   8 of 9    1 event, 40 ms behind',
      '',
      'PROJECTION  STATE  POSITION  BEHIND                  PARKED',
      'inputs v1   live   7 of 9    2 events, 1.5 s behind  0',
      '',
      'DELIVERY',
      'accepted         0 in the last hour',
      'delivered        0 in the last hour',
      'failed attempts  0 in the last hour',
      'dead-lettered    0 in the last hour',
      'waiting now      0',
      'oldest pending   nothing waits',
      'open breakers    none',
      '',
      'No operation runs',
    ].join('\n'),
  );
});
