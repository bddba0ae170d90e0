import { expect, it } from '@jest/globals';
import { type Delivery, deliveryTable } from './delivery.js';
import { Output } from './output.js';

const SINCE = '2026-01-31T08:00:00.000Z';
const NOW = Date.parse(SINCE) + 125_000;
const delivery: Delivery = {
  queueDepth: 1_200,
  oldestPending: SINCE,
  deadLettersOfLastHour: 4,
  openBreakers: [
    { name: 'orders', breaker: 'open' },
    { name: 'bills', breaker: 'half-open' },
  ],
};
const shown = (now: number) => deliveryTable(delivery, now, new Output(false)).split('\n');

it('what waits and since when, what was given up lately, and each breaker that is not closed', () => {
  expect(shown(NOW)).toEqual([
    'DELIVERY',
    'waiting        1,200, the oldest for 2 min 5 s',
    'dead letters   4 in the last hour',
    'open breakers  orders, bills (half-open)',
  ]);
});

// Without the bound, a clock that is behind would show an input that waits for less than no time.
it('nothing waits for less than no time', () => {
  expect(shown(Date.parse(SINCE) - 1_000)[1]).toBe('waiting        1,200, the oldest for 0 ms');
});
