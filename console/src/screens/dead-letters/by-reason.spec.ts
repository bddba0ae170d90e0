import { expect, it } from '@jest/globals';
import type { DeadLetters } from '../../api/types.js';
import { byReason } from './by-reason.js';

const group = (reason: DeadLetters['reason'], destination: string, count: number): DeadLetters => ({
  ...{ reason, destination, count, oldest: '2026-01-01T00:00:00.000Z', newest: '2026-01-02T00:00:00.000Z' },
});

it('puts together what was given up for one reason, in the order that it came in', () => {
  const [a, b, c] = [group('gone', 'a', 1), group('rejected', 'a', 2), group('gone', 'b', 3)];
  expect(byReason([a, b, c])).toEqual([
    { reason: 'gone', count: 4, groups: [a, c] },
    { reason: 'rejected', count: 2, groups: [b] },
  ]);
});

it('is nothing of nothing', () => expect(byReason([])).toEqual([]));
