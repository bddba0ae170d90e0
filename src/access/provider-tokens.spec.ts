/** Against a real provider, with the time between in our hands. */
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startIdentityProvider } from '../../test/support/identity-provider.js';
import { readConfig } from '../config.js';
import { systemClock } from '../platform/clock.js';
import { createLog } from '../platform/log.js';
import { loadKeys } from './provider-documents.js';
import { ProviderKeys } from './provider-keys.js';
import { ProviderTokens } from './provider-tokens.js';

const provider = await startIdentityProvider({ anna: { roles: ['submitter'] } });
const settings = readConfig(provider.env).provider!;
afterAll(() => provider.close());

let nowMs: number;
let tokens: ProviderTokens;

beforeEach(() => {
  nowMs = 0;
  provider.away = false;
  const clock = { monotonicMs: () => nowMs };
  const keys = new ProviderKeys({ load: () => loadKeys(settings), clock, log: createLog('silent', false) });
  tokens = new ProviderTokens(settings, keys, systemClock);
});

/** Its owner, or the code of the refusal. */
const holder = (token: string) =>
  tokens.holderOf(token)!.then(
    ({ owner }) => owner,
    ({ code }: { code: string }) => code,
  );
const ANNA = `${provider.issuer} anna`;

describe('tokens', () => {
  it('of the new key and of the old are good while the provider names both, then those of the new', async () => {
    const old = await provider.tokenOf('anna');
    expect(await holder(old)).toBe(ANNA);
    await provider.rotate(true);
    const fresh = await provider.tokenOf('anna');
    nowMs = 30_000;
    expect([await holder(fresh), await holder(old)]).toEqual([ANNA, ANNA]);
    await provider.rotate(false);
    const newest = await provider.tokenOf('anna');
    nowMs = 60_000;
    expect([await holder(newest), await holder(fresh), await holder(old)]).toEqual([
      ANNA,
      'unauthenticated',
      'unauthenticated',
    ]);
  });

  it('are good while the provider is away for ten minutes, and it is asked every 30 s at most', async () => {
    const token = await provider.tokenOf('anna');
    expect(await holder(token)).toBe(ANNA);
    provider.away = true;
    const unknown = await provider.sign({ header: { kid: 'none' } });
    for (nowMs = 0; nowMs < 600_000; nowMs += 10_000) {
      expect([await holder(unknown), await holder(token)]).toEqual(['unauthenticated', ANNA]);
    }
    provider.away = false;
    expect([await holder(unknown), await holder(token)]).toEqual(['unauthenticated', ANNA]);
  });

  it('are neither good nor bad while its keys were never heard of', async () => {
    const token = await provider.tokenOf('anna');
    provider.away = true;
    expect(await holder(token)).toBe('identity-provider-away');
    [provider.away, nowMs] = [false, 30_000];
    expect(await holder(token)).toBe(ANNA);
  });

  it('are what looks like one', () => {
    for (const text of ['', 'a', 'a.b', 'a.b.c.d', 'a.b.c.d.e', 'a..c', ' a.b.c', 'a.b.c ', 'ä.b.c', 'a.b.c\n'])
      expect({ text, holder: tokens.holderOf(text) }).toEqual({ text, holder: null });
  });
});
