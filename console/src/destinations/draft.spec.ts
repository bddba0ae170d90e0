import { describe, expect, it } from '@jest/globals';
import { blankDraft, draftOf, policyOf } from './draft.js';
import { headersIn, wrongLine } from './header-lines.js';

const HIDDEN = '***' as const;
const destination = {
  ...{ url: 'https://a.example/in', method: 'PUT', description: 'of the shop', timeoutMs: 1_000, concurrency: 3 },
  ...{ headers: { 'X-Team': HIDDEN, 'X-App': HIDDEN }, auth: { type: 'bearer' as const, token: HIDDEN } },
  ...{ retry: { maxAttempts: 5, minDelayMs: 100, maxDelayMs: 200 }, ratePerSecond: 0.5, onDeadOrderingKey: 'skip' },
};

describe('a draft', () => {
  it('of a destination that is saved as it is changes nothing', () => {
    expect(policyOf(draftOf(destination))).toEqual(destination);
    const basic = { type: 'basic' as const, username: HIDDEN, password: HIDDEN };
    const other = { ...destination, auth: basic, ratePerSecond: null, description: null };
    expect(policyOf(draftOf(other))).toEqual(other);
  });

  it('that is new has what is usual, and leaves out credentials that were not chosen', () => {
    const policy = policyOf({ ...blankDraft(), url: ' https://a.example ', token: 'left over' });
    expect(policy).toMatchObject({ url: 'https://a.example', auth: null, headers: {}, ratePerSecond: null });
    expect(policy.retry).toEqual({ maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 });
  });
});

describe('headers on lines', () => {
  it.each([
    ['', null],
    ['X-A: b\n\n  X-B :c:d  ', null],
    ['X-Empty:', null],
    ['X-A: b\nno header', 'no header'],
    ['X-A: b\nx-a: c', 'x-a: c'],
  ])('%j: wrong is %j', (text, wrong) => {
    expect(wrongLine(text)).toBe(wrong);
  });

  it('are what is sent', () => {
    expect(headersIn('X-A: b\n\n  X-B :c:d  \nX-Empty:')).toEqual({ 'X-A': 'b', 'X-B': 'c:d', 'X-Empty': '' });
  });
});
