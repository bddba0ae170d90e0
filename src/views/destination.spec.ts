import { describe, expect, it } from '@jest/globals';
import { destinationInput } from './destination.js';

const url = 'https://orders.example/in';
const refused = (changed: object) =>
  destinationInput.safeParse({ url, ...changed }).error?.issues.map((i) => i.path.join('.'));

describe('a destination as clients send it', () => {
  it('needs its URL only; the rest has the defaults of the contract', () => {
    expect(destinationInput.parse({ url })).toEqual({
      url,
      method: 'POST',
      headers: {},
      auth: null,
      timeoutMs: 15_000,
      retry: { maxAttempts: 20, minDelayMs: 5_000, maxDelayMs: 21_600_000 },
      ratePerSecond: null,
      concurrency: 10,
      onDeadOrderingKey: 'block',
      description: null,
    });
  });

  it('may say a part of its retry policy', () => {
    const { retry } = destinationInput.parse({ url, retry: { maxAttempts: 3 } });
    expect(retry).toEqual({ maxAttempts: 3, minDelayMs: 5_000, maxDelayMs: 21_600_000 });
  });

  it.each<[string, object]>([
    ['url', { url: 'ftp://orders.example' }],
    ['url', { url: 'orders' }],
    ['method', { method: 'GET' }],
    ['timeoutMs', { timeoutMs: 99 }],
    ['timeoutMs', { timeoutMs: 120_001 }],
    ['timeoutMs', { timeoutMs: '15000' }],
    ['retry.maxAttempts', { retry: { maxAttempts: 0 } }],
    ['retry.minDelayMs', { retry: { minDelayMs: 99 } }],
    ['retry.maxDelayMs', { retry: { minDelayMs: 2_000, maxDelayMs: 1_000 } }],
    ['concurrency', { concurrency: 0 }],
    ['headers.X-Key', { headers: { 'X-Key': 'a\r\nX-Other: b' } }],
    ['headers.X Key', { headers: { 'X Key': 'a' } }],
    ['auth', { auth: { type: 'bearer', token: 't', username: 'u' } }],
    ['auth.token', { auth: { type: 'bearer', token: '' } }],
    ['', { ratelimit: 1 }],
  ])('is refused for its %s: %j', (path, changed) => {
    expect(refused(changed)).toEqual([path]);
  });
});
