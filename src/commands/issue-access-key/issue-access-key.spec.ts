import { describe, expect, it } from '@jest/globals';
import { AccessKeyIssued } from '../../events/access-key-issued.js';
import { Problem } from '../../platform/http/problem.js';
import type { AccessKeyInput } from './access-key-input.js';
import { decide } from './issue-access-key.handler.js';

const NOW = new Date('2026-01-31T12:00:00.000Z');
const input = (more: Partial<AccessKeyInput> = {}): AccessKeyInput => ({
  name: 'checkout',
  owner: 'shop',
  roles: ['submitter'],
  destinations: null,
  expiresAt: null,
  ...more,
});

describe('issuing an access key', () => {
  it('keeps the hash, and each role and destination once', () => {
    const given = input({ roles: ['operator', 'operator'], destinations: ['b', 'a', 'b'] });
    expect(decide(given, 'hash', NOW)).toEqual(
      AccessKeyIssued.of({ ...given, roles: ['operator'], destinations: ['b', 'a'], hash: 'hash' }),
    );
  });

  it('for all destinations and for none are two things', () => {
    expect(decide(input({ destinations: [] }), 'hash', NOW)).toMatchObject({ data: { destinations: [] } });
    expect(decide(input(), 'hash', NOW)).toMatchObject({ data: { destinations: null } });
  });

  it('is refused where it would have expired already', () => {
    expect(() => decide(input({ expiresAt: NOW.toISOString() }), 'hash', NOW)).toThrow(Problem);
    expect(decide(input({ expiresAt: '2026-01-31T12:00:00.001Z' }), 'hash', NOW)).toMatchObject({
      data: { expiresAt: '2026-01-31T12:00:00.001Z' },
    });
  });
});
