import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../test/support/any-text.js';
import type { ProviderSettings } from '../config.js';
import { Problem } from '../platform/http/problem.js';
import { callerOf, looksLikeToken, tokenHeader } from './provider-token.js';

const NOW = new Date('2026-01-31T12:00:00.000Z');
const SECOND = NOW.getTime() / 1_000;
const SETTINGS: ProviderSettings = {
  ...{ issuer: 'https://id.example', audience: 'intake', jwksUrl: null },
  ...{ rolesClaim: 'roles', roles: new Map([['users', 'submitter']]), destinationsClaim: null },
};
const GOOD = { sub: 'anna', iat: SECOND, exp: SECOND + 600, roles: ['users'] };
const caller = (claims: object, settings: object = {}) => callerOf(claims, { ...SETTINGS, ...settings }, NOW);
const ROLES = new Map([
  ['users', 'submitter'],
  ['ops', 'operator'],
  ['root', 'admin'],
]);

describe('a token', () => {
  it('speaks for its subject at its issuer, until a minute after its end', () => {
    expect(caller(GOOD)).toEqual({
      ...{ actor: 'https://id.example anna', owner: 'https://id.example anna', role: 'submitter' },
      ...{ destinations: null, keyId: null, expiresAt: '2026-01-31T12:11:00.000Z' },
    });
  });

  it.each<[string, object]>([
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no text', { sub: 1 }],
    ['a subject that is too long', { sub: 'a'.repeat(256) }],
    ['a subject with a line', { sub: 'anna\nbert' }],
    ['no time when it was issued', { iat: undefined }],
    ['a time when it was issued that is no number', { iat: '1' }],
    ['a time when it was issued in the future', { iat: SECOND + 61 }],
    ['what only an ID token has', { at_hash: 'x' }],
    ['what only an ID token of a code has', { c_hash: 'x' }],
    ['what only a logout token has', { events: {} }],
    ['the kind of an ID token of Keycloak', { typ: 'ID' }],
    ['the kind of a refresh token of Keycloak', { typ: 'Refresh' }],
    ['the kind of an ID token of Cognito', { token_use: 'id' }],
    ['a key that its holder must prove', { cnf: { jkt: 'x' } }],
  ])('with %s lets nobody in', (_, wrong) => {
    expect(() => caller({ ...GOOD, ...wrong })).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });

  it.each<[string, object]>([
    ['the kind of an access token of Keycloak', { typ: 'Bearer' }],
    ['the kind of an access token of Cognito', { token_use: 'access' }],
    ['the nonce that Keycloak wrote into access tokens, too, until its version 24', { nonce: 'x' }],
    ['a clock a minute ahead', { iat: SECOND + 60 }],
    ['a subject as Auth0 writes it', { sub: 'auth0|5f7c8ec7c33c6c004bbafe82' }],
  ])('with %s lets in', (_, more) => {
    expect(caller({ ...GOOD, ...more })).toMatchObject({ role: 'submitter' });
  });

  it('is of a time that can be told, whatever its end', () => {
    expect(caller({ ...GOOD, exp: 1e300 }).expiresAt).toBe('9999-12-31T23:59:59.000Z');
  });
});

describe('roles', () => {
  it.each<[string, object]>([
    ['roles', { roles: ['other', 'ops', 'users'] }],
    ['roles', { roles: 'users ops' }],
    ['realm_access.roles', { realm_access: { roles: ['ops'] } }],
    ['https://intake.example/roles', { 'https://intake.example/roles': ['ops'] }],
    ['a.b', { 'a.b': ['ops'], a: { b: ['root'] } }],
  ])('are found in the claim %s: %j; the highest counts', (rolesClaim, claims) => {
    expect(caller({ ...GOOD, roles: [], ...claims }, { rolesClaim, roles: ROLES })).toMatchObject({ role: 'operator' });
  });

  it.each<[string, object]>([
    ['roles', { roles: [] }],
    ['roles', { roles: ['submitter'] }],
    ['roles', { roles: 'USERS' }],
    ['roles', { roles: [['users']] }],
    ['roles', { roles: { users: true } }],
    ['roles', { roles: null }],
    ['roles.length', { roles: ['users'] }],
    ['constructor.name', {}],
    ['__proto__', {}],
    ['a.b.c', { a: 'x' }],
  ])('are not there in the claim %s: %j, which is 403', (rolesClaim, claims) => {
    const roles = new Map([...SETTINGS.roles, ['Object', 'admin']]);
    expect(() => caller({ ...GOOD, ...claims }, { rolesClaim, roles })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });
});

describe('destinations', () => {
  const sendsTo = (claims: object) =>
    caller({ ...GOOD, ...claims }, { destinationsClaim: 'intake.destinations', roles: ROLES }).destinations;

  it('are those that the claim names', () => {
    expect(sendsTo({ intake: { destinations: ['orders', 7, 'letters'] } })).toEqual(['orders', 'letters']);
    expect(sendsTo({ intake: { destinations: 'orders' }, roles: ['ops'] })).toEqual(['orders']);
  });

  it('are none where a submitter is told of none, and all where an operator is', () => {
    expect(sendsTo({})).toEqual([]);
    expect(sendsTo({ intake: { destinations: null } })).toEqual([]);
    expect(sendsTo({ roles: ['ops'] })).toBeNull();
  });
});

describe('the header of a token', () => {
  it.each([{}, { kid: 'a' }, { typ: 'JWT' }, { typ: 'at+jwt' }, { typ: 'application/AT+JWT' }, { x5t: 'thumbprint' }])(
    'may be %j',
    (header) => expect(tokenHeader.safeParse({ alg: 'RS256', ...header }).success).toBe(true),
  );

  it.each([
    ...[{ crit: ['exp'] }, { crit: [] }, { jku: 'https://a' }, { jwk: {} }, { x5u: 'https://a' }, { x5c: [] }],
    ...[{ kid: 7 }, { kid: '' }, { kid: 'a'.repeat(256) }, { typ: 'logout+jwt' }, { typ: 'dpop+jwt' }, { typ: 7 }],
  ])('may not be %j', (header) => {
    expect(tokenHeader.safeParse({ alg: 'RS256', ...header }).success).toBe(false);
  });
});

describe('whatever a token says', () => {
  const names = fc.constantFrom(...['sub', 'iat', 'exp', 'typ', 'cnf', 'roles', 'a', 'b', '__proto__', 'token_use']);
  const claims = fc
    .tuple(
      fc.dictionary(names, fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.double())),
      fc.subarray(Object.entries(GOOD)),
    )
    .map(([some, good]) => ({ ...some, ...Object.fromEntries(good) }));
  const path = fc.oneof(
    fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
    anyText(),
  );

  it('it lets in as somebody of this issuer, or is refused with 401 or 403', () => {
    fc.assert(
      fc.property(claims, path, fc.option(path), (said, rolesClaim, destinationsClaim) => {
        try {
          const { owner, expiresAt } = caller(said, { rolesClaim, destinationsClaim });
          expect(owner.startsWith('https://id.example ')).toBe(true);
          expect(expiresAt).toBe(new Date(expiresAt!).toISOString());
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(['unauthenticated', 'forbidden']).toContain((error as Problem).code);
        }
      }),
    );
  });

  it('nobody takes an access key for one', () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(looksLikeToken(`ik_abcdefgh_${text}`)).toBe(false);
      }),
    );
  });
});
