import { describe, expect, it } from '@jest/globals';
import { isOwnPage } from './own-page.js';

const asks = (method: string, headers: Record<string, string>) =>
  isOwnPage({ method, headers: { host: 'intake.example:3000', ...headers } });

describe('a page of our own', () => {
  it.each([
    ['says so', 'POST', { 'sec-fetch-site': 'same-origin' }],
    ['says so, whatever a proxy makes of the host', 'POST', { 'sec-fetch-site': 'same-origin', origin: 'https://a' }],
    ['is known by its origin', 'DELETE', { origin: 'http://intake.example:3000' }],
    ['is known by its origin before TLS ends', 'POST', { origin: 'https://intake.example:3000' }],
    ['reads without saying anything', 'GET', {}],
  ])('%s', (_, method, headers) => {
    expect(asks(method, headers)).toBe(true);
  });

  it.each([
    ['another site', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['another port', 'POST', { 'sec-fetch-site': 'same-site', origin: 'http://intake.example:3000' }],
    ['a person who typed the address', 'GET', { 'sec-fetch-site': 'none' }],
    ['another port, of an old browser', 'POST', { origin: 'http://intake.example:3001' }],
    ['a page without an origin', 'POST', { origin: 'null' }],
    ['a form that says nothing', 'POST', {}],
  ])('is not %s', (_, method, headers) => {
    expect(asks(method, headers)).toBe(false);
  });
});
