import { expect, it } from '@jest/globals';
import { type Delivery, deliveryTable } from './delivery.js';
import { Output } from './output.js';

const SINCE = '2026-01-31T08:00:00.000Z';
const NOW = Date.parse(SINCE) + 125_000;
const delivery: Delivery = {
  queueDepth: 1_200,
  oldestPending: SINCE,
  lastHour: {
    received: 1_300,
    delivered: 90,
    failedAttempts: 12,
    deadLettered: 4,
    retried: 0,
    cancelled: 0,
    expired: 0,
  },
  openBreakers: [
    { name: 'orders', breaker: 'open' },
    { name: 'bills', breaker: 'half-open' },
  ],
};
const shown = (now: number) => deliveryTable(delivery, now, new Output(false)).split('\n');

it('what waits and since when, what was given up lately, and each breaker that is not closed', () => {
  expect(shown(NOW)).toEqual([
    'DELIVERY',
    'accepted         1,300 in the last hour',
    'delivered        90 in the last hour',
    'failed attempts  12 in the last hour',
    'dead-lettered    4 in the last hour',
    'waiting now      1,200',
    'oldest pending   2 min 5 s',
    'open breakers    orders, bills (half-open)',
  ]);
});

// Without the bound, a clock that is behind would show an input that waits for less than no time.
it('nothing waits for less than no time', () => {
  expect(shown(Date.parse(SINCE) - 1_000)).toContain('oldest pending   0 ms');
});
