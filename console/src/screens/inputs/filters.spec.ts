import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../api/types.js';
import { cleared, filterOf, fits, isNarrowed, isUuid, queryOf, toggled } from './filters.js';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const input = {
  ...{ status: 'retrying', destination: 'orders', submittedBy: 'ik_a', reason: null, orderingKey: 'k' },
  ...{ receivedAt: '2026-01-31T11:30:00.000Z', settledAt: null },
} as Input;

describe('what stands in the address', () => {
  it('is asked for as the list takes it', () => {
    const search = { status: 'expired,nonsense,received', destination: 'orders', held: 'true', since: '1h', x: 'y' };
    expect(queryOf(search, NOW)).toEqual({
      ...{ status: 'received,expired', destination: 'orders', held: true },
      receivedAfter: '2026-01-31T11:00:00.000Z',
    });
    expect(queryOf({ since: 'toString', held: 'no' }, NOW)).toEqual({});
  });

  it('is asked of many as their commands take it', () => {
    expect(filterOf(queryOf({ status: 'expired', destination: 'a,b', orderingKey: 'x,y' }, NOW))).toEqual({
      ...{ status: ['expired'], destination: ['a', 'b'], orderingKey: 'x,y' },
    });
  });

  it('narrows, until it is cleared', () => {
    expect(isNarrowed({ status: 'expired', by: 'x' })).toBe(true);
    expect(isNarrowed({ by: 'x' })).toBe(false);
    expect(cleared.status).toBeNull();
  });

  it('is turned on and off, status by status', () => {
    expect(toggled({}, 'delivered')).toBe('delivered');
    expect(toggled({ status: 'delivered' }, 'received')).toBe('delivered,received');
    expect(toggled({ status: 'delivered' }, 'delivered')).toBe('');
  });
});

describe('an input fits', () => {
  it.each([
    [{}, true],
    [{ status: 'received,retrying' }, true],
    [{ status: 'received' }, false],
    [{ destination: 'other' }, false],
    [{ reason: 'gone' }, false],
    [{ orderingKey: 'k', submittedBy: 'ik_a' }, true],
    [{ orderingKey: 'l' }, false],
    [{ receivedAfter: '2026-01-31T11:30:00.000Z' }, false],
    [{ held: true as const }, null],
    [{ idempotencyKey: 'x' }, null],
  ])('%j: %s', (query, expected) => {
    expect(fits(query, input)).toBe(expected);
  });

  it('in what is held only as long as it has not come to its end', () => {
    expect(fits({ held: true }, { ...input, settledAt: '2026-01-31T11:30:00.000Z' })).toBe(false);
  });
});

it.each([
  ['0198C1d4-7a52-7d3e-9a1b-3f2c5d6e7f80', true],
  ['0198c1d4', false],
])('%s is an id: %s', (text, expected) => {
  expect(isUuid(text)).toBe(expected);
});
