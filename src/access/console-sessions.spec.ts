import { describe, expect, it } from '@jest/globals';
import { ADMIN, type Caller } from './caller.js';
import { ConsoleSessions } from './console-sessions.js';

const KEY = Buffer.alloc(32, 1);
const HOUR = 3_600_000;
const ANNA: Caller = { ...ADMIN, actor: 'ik_annaanna', role: 'submitter', keyId: 'annaanna' };

let now = Date.parse('2026-01-31T12:00:00.000Z');
const clock = { now: () => new Date(now) };
const sessions = new ConsoleSessions(KEY, 'an admin key', clock);

const sent = (setCookie: string) => setCookie.split(';')[0]!;
const asked = (cookie: string | undefined, more: object = {}) => ({
  ...{ method: 'GET', headers: { host: 'a', 'sec-fetch-site': 'same-origin', cookie }, routeOptions: { url: '/v1/x' } },
  ...more,
});

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends, for twelve hours', () => {
    expect(sessions.begin(ANNA, false)).toMatch(
      /^intake-session=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(sessions.begin(ANNA, true)).toMatch(/; Secure$/);
    expect(sessions.end()).toBe('intake-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');
  });

  it('names the key, to any process of this Intake', () => {
    const cookie = `other=1; ${sent(sessions.begin(ANNA, false))}; more=2`;
    const told = { keyId: 'annaanna', expiresAt: '2026-02-01T00:00:00.000Z' };
    expect(new ConsoleSessions(KEY, 'an admin key', clock).of(asked(cookie))).toEqual(told);
    expect(sessions.of(asked(sent(sessions.begin(ADMIN, false))))).toEqual({ ...told, keyId: null });
  });

  it('is given for a key only', () => {
    expect(() => sessions.begin({ ...ADMIN }, false)).toThrow('the console wants an access key');
  });

  it('is over after twelve hours', () => {
    const cookie = sent(sessions.begin(ANNA, false));
    now += 12 * HOUR - 1;
    expect(sessions.of(asked(cookie))).not.toBeNull();
    now += 1;
    expect(sessions.of(asked(cookie))).toBeNull();
  });

  it('counts under /v1, where a page of ours asks', () => {
    const cookie = sent(sessions.begin(ANNA, false));
    expect(sessions.of(asked(cookie, { routeOptions: { url: '/console/session' } }))).toBeNull();
    expect(sessions.of(asked(cookie, { headers: { cookie, 'sec-fetch-site': 'same-site' } }))).toBeNull();
    expect(sessions.of(asked(undefined))).toBeNull();
  });

  it('cannot be made or changed without the keys', () => {
    const good = sent(sessions.begin(ANNA, false));
    const [said = '', signature = ''] = good.replace('intake-session=', '').split('.');
    const other = Buffer.from(Buffer.from(said, 'base64url').toString().replace('"annaanna"', 'null'));
    const forged = [
      sent(new ConsoleSessions(Buffer.alloc(32, 2), 'an admin key', clock).begin(ANNA, false)),
      sent(new ConsoleSessions(KEY, 'another admin key', clock).begin(ANNA, false)),
      `intake-session=${other.toString('base64url')}.${signature}`,
      ...[`intake-session=${said}.`, 'intake-session=', 'intake-session=x.y', good.slice('intake-'.length)],
    ];
    for (const cookie of forged) expect({ cookie, of: sessions.of(asked(cookie)) }).toEqual({ cookie, of: null });
  });
});
