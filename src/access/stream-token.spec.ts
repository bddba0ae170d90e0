import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../test/support/any-text.js';
import type { Caller } from './caller.js';
import { StreamTokens } from './stream-token.js';

const KEY = Buffer.alloc(32, 1);
const ANNA: Caller = {
  ...{ actor: 'ik_abcdefgh', owner: 'shop', role: 'submitter' },
  ...{ destinations: ['orders'], keyId: 'abcdefgh', expiresAt: null },
};
const MINUTE = 60_000;

let now = new Date('2026-01-31T12:00:00.000Z').getTime();
const clock = { now: () => new Date(now) };
const tokens = new StreamTokens(KEY, clock);

describe('a stream token', () => {
  it('tells who listens, to any process with the same key', () => {
    const { token, expiresAt } = tokens.issue('one', ANNA);
    expect(expiresAt).toBe('2026-01-31T12:05:00.000Z');
    expect(new StreamTokens(KEY, clock).callerOf(token, 'one')).toEqual(ANNA);
  });

  it('is for one input', () => {
    expect(tokens.callerOf(tokens.issue('one', ANNA).token, 'two')).toBeNull();
  });

  it('lives five minutes', () => {
    const { token } = tokens.issue('one', ANNA);
    now += 5 * MINUTE - 1;
    expect(tokens.callerOf(token, 'one')).toEqual(ANNA);
    now += 1;
    expect(tokens.callerOf(token, 'one')).toBeNull();
  });

  it('ends with what its caller came in with', () => {
    const expiresAt = new Date(now + MINUTE).toISOString();
    const issued = tokens.issue('one', { ...ANNA, keyId: null, expiresAt });
    expect(issued.expiresAt).toBe(expiresAt);
    now += MINUTE;
    expect(tokens.callerOf(issued.token, 'one')).toBeNull();
  });

  it('cannot be made or changed without the key', () => {
    const [said = '', signature = ''] = tokens.issue('one', ANNA).token.split('.');
    const other = Buffer.from(said, 'base64url').toString().replace('submitter', 'operator');
    const forged = [
      new StreamTokens(Buffer.alloc(32, 2), clock).issue('one', ANNA).token,
      `${Buffer.from(other).toString('base64url')}.${signature}`,
      ...[`${said}.`, said, '.', '', 'x.y', `.${signature}`, `${said}.${signature.slice(2)}`],
    ];
    for (const token of forged)
      expect({ token, caller: tokens.callerOf(token, 'one') }).toEqual({ token, caller: null });
  });

  it('is taken as it was given only, and any other text is none', () => {
    const { token } = tokens.issue('one', ANNA);
    const changed = fc.tuple(fc.nat(token.length), anyText({ maxLength: 2 }), fc.nat(2));
    fc.assert(
      fc.property(fc.oneof(anyText(), changed), (how) => {
        const text = typeof how === 'string' ? how : token.slice(0, how[0]) + how[1] + token.slice(how[0] + how[2]);
        fc.pre(text !== token);
        expect(tokens.callerOf(text, 'one')).toBeNull();
      }),
      { examples: [[[token.length, '=', 0]], [[token.length, '.more', 0]]] },
    );
  });

  it('does not hold the key itself: another use of it gives nothing away', () => {
    const [said = ''] = tokens.issue('one', ANNA).token.split('.');
    const direct = createHmac('sha256', KEY).update(said).digest('base64url');
    expect(tokens.callerOf(`${said}.${direct}`, 'one')).toBeNull();
  });
});
