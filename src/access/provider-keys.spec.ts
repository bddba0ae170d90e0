import { afterEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { createLog } from '../platform/log.js';
import { ProviderKeys } from './provider-keys.js';

const { publicKey } = await generateKeyPair('ES256');
const jwk = await exportJWK(publicKey);
const setOf = (...kids: string[]): JSONWebKeySet => ({ keys: kids.map((kid) => ({ ...jwk, kid })) });

/** What the provider answers, or that it does not. */
let answer: JSONWebKeySet | null;
let asked: number;
let nowMs: number;
let keys: ProviderKeys;

function begin(first: JSONWebKeySet | null): void {
  [answer, asked, nowMs] = [first, 0, 0];
  keys = new ProviderKeys({
    async load() {
      asked++;
      if (!answer) throw new Error('connect ECONNREFUSED');
      return answer;
    },
    clock: { monotonicMs: () => nowMs },
    log: createLog('silent', false),
  });
}
afterEach(() => keys.stop());

const has = (kid: string) =>
  keys.of({ alg: 'ES256', kid }).then(
    () => 'yes',
    ({ code }: { code: string }) => code,
  );
const UNKNOWN = 'ERR_JWKS_NO_MATCHING_KEY';
const AWAY = 'identity-provider-away';

describe('the keys of the provider', () => {
  it('are asked for once, by however many', async () => {
    begin(setOf('a'));
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => has('a'))))).toEqual(new Set(['yes']));
    expect(asked).toBe(1);
  });

  it('are asked for again at most every 30 s, whatever names are sent', async () => {
    begin(setOf('a'));
    await has('a');
    nowMs = 29_999;
    for (let n = 0; n < 1_000; n++) expect(await has(`none-${n}`)).toBe(UNKNOWN);
    expect(asked).toBe(1);
    nowMs = 30_000;
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => has(`none-${n}`)));
    for (let n = 0; n < 1_000; n++) await has(`none-${n}`);
    expect(asked).toBe(2);
  });

  it('may be new ones beside the old, and then without them', async () => {
    begin(setOf('a'));
    await has('a');
    [answer, nowMs] = [setOf('b', 'a'), 30_000];
    expect([await has('b'), await has('a')]).toEqual(['yes', 'yes']);
    [answer, nowMs] = [setOf('b'), 60_000];
    expect(await has('c')).toBe(UNKNOWN);
    expect([await has('a'), await has('b')]).toEqual([UNKNOWN, 'yes']);
  });

  it('are kept while it is away, however long, and nobody waits who shows one of them', async () => {
    begin(setOf('a'));
    await has('a');
    answer = null;
    for (nowMs = 0; nowMs <= 600_000; nowMs += 10_000)
      expect([await has('a'), await has('b')]).toEqual(['yes', UNKNOWN]);
    expect(asked).toBe(21);
    expect(await keys.check()).toMatchObject({ ok: false });
    answer = setOf('a', 'b');
    nowMs = 700_000;
    expect(await has('b')).toBe('yes');
    expect(await keys.check()).toEqual({ ok: true, detail: 'answers' });
  });

  it('of a provider that has not answered yet: come again, for nobody can tell', async () => {
    begin(null);
    expect(await has('a')).toBe(AWAY);
    await expect(keys.of({ alg: 'ES256', kid: 'a' })).rejects.toMatchObject({
      more: { headers: { 'retry-after': '30' } },
    });
    expect(await keys.check()).toMatchObject({ ok: false, detail: expect.stringMatching(/^has not answered yet/) });
    answer = setOf('a');
    expect(await has('a')).toBe(AWAY);
    nowMs = 30_000;
    expect(await has('a')).toBe('yes');
  });

  it('that are no keys replace none', async () => {
    begin(setOf('a'));
    await has('a');
    [answer, nowMs] = [{ keys: 'none' } as never, 30_000];
    await has('b');
    expect([asked, await has('a')]).toEqual([2, 'yes']);
  });

  it('are asked for without anybody coming, from the start', async () => {
    begin(setOf('a'));
    keys.start();
    // The next turn: its step asks at once.
    await new Promise(setImmediate);
    expect(asked).toBe(1);
    expect(await has('a')).toBe('yes');
    expect(asked).toBe(1);
  });
});
