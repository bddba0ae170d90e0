import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf, refuseUnknownIntakeHeaders } from './headers.js';

/** A request as Fastify gives it: `headers` joined, `headersDistinct` as they came. */
function requestWith(distinct: Record<string, string[]>): FastifyRequest {
  const headers = Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, values.join(', ')]));
  return { headers, raw: { headersDistinct: distinct } } as unknown as FastifyRequest;
}
const key = (...values: string[]) => requestWith({ 'idempotency-key': values });

describe('the Idempotency-Key', () => {
  it('is absent, or any 1 to 255 printable ASCII characters', () => {
    expect(idempotencyKeyOf(requestWith({}))).toBeNull();
    expect(idempotencyKeyOf(key('a b~"\\'))).toBe('a b~"\\');
    expect(idempotencyKeyOf(key('k'.repeat(255)))).toHaveLength(255);
  });

  it.each([[''], ['k'.repeat(256)], ['tab\t'], ['ü'], ['\u0000']])('is refused otherwise: %j', (value) => {
    expect(() => idempotencyKeyOf(key(value))).toThrow(expect.objectContaining({ code: 'invalid-header' }));
  });

  it('is refused twice: which of them was meant?', () => {
    expect(() => idempotencyKeyOf(key('a', 'b'))).toThrow(expect.objectContaining({ code: 'invalid-header' }));
  });
});

describe('headers that tell Intake something', () => {
  it('are refused where this route does not know them, each by name', () => {
    const request = requestWith({
      'intake-deliver-at': ['soon'],
      'intake-x': ['1'],
      'x-intake': ['1'],
      accept: ['*/*'],
    });
    const errors = ['intake-deliver-at', 'intake-x'].map((name) => expect.objectContaining({ in: 'header', name }));
    expect(() => refuseUnknownIntakeHeaders(request)).toThrow(
      expect.objectContaining({ code: 'invalid-header', more: { errors } }),
    );
  });

  it('of others are none of its business', () => {
    refuseUnknownIntakeHeaders(requestWith({ 'x-intake': ['1'], 'idempotency-key': ['k'] }));
  });
});
