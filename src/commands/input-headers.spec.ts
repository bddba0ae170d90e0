import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { inputHeadersOf } from './input-headers.js';

/** A request as Fastify gives it: `headers` joined, `headersDistinct` as they came. */
function requestWith(distinct: Record<string, string[]>): FastifyRequest {
  const headers = Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, values.join(', ')]));
  return { headers, raw: { headersDistinct: distinct } } as unknown as FastifyRequest;
}
const key = (...values: string[]) => requestWith({ 'idempotency-key': values });
const idempotencyKeyOf = (request: FastifyRequest) => inputHeadersOf(request).idempotencyKey;

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
  it('are times with an offset, shown in UTC, and an ordering key', () => {
    const headers = inputHeadersOf(
      requestWith({
        'intake-deliver-at': ['2026-06-01T02:00:00+02:00'],
        'intake-expires-at': ['2026-06-02T00:00:00Z'],
        'intake-ordering-key': ['customer 7'],
      }),
    );
    expect(headers.instructions).toEqual({
      deliverAt: '2026-06-01T00:00:00.000Z',
      expiresAt: '2026-06-02T00:00:00.000Z',
      orderingKey: 'customer 7',
    });
  });

  it.each([
    ['intake-deliver-at', 'soon'],
    ['intake-deliver-at', '2026-06-01T00:00:00'],
    ['intake-expires-at', '1780272000'],
    ['intake-ordering-key', ''],
    ['intake-ordering-key', 'k'.repeat(256)],
    ['intake-ordering-key', 'ü'],
  ])('are refused otherwise: %s: %s', (name, value) => {
    const errors = [expect.objectContaining({ in: 'header', name })];
    expect(() => inputHeadersOf(requestWith({ [name]: [value] }))).toThrow(
      expect.objectContaining({ code: 'invalid-header', more: { errors } }),
    );
  });

  it('are refused where this route does not know them, each by name', () => {
    const request = requestWith({
      'intake-deliver-soon': ['1'],
      'intake-x': ['1'],
      'x-intake': ['1'],
      accept: ['*/*'],
    });
    const errors = ['intake-deliver-soon', 'intake-x'].map((name) => expect.objectContaining({ in: 'header', name }));
    expect(() => inputHeadersOf(request)).toThrow(
      expect.objectContaining({ code: 'invalid-header', more: { errors } }),
    );
  });

  it('of others are none of its business', () => {
    const headers = inputHeadersOf(requestWith({ 'x-intake': ['1'], 'idempotency-key': ['k'] }));
    expect(headers.idempotencyKey).toBe('k');
  });
});
