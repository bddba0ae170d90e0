import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { anyText } from '../../test/support/any-text.js';
import { Problem } from '../platform/http/problem.js';
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

describe('whatever headers come', () => {
  const name = fc.constantFrom(
    ...['idempotency-key', 'intake-deliver-at', 'intake-expires-at', 'intake-ordering-key', 'intake-x', 'accept'],
  );
  const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const value = fc.oneof(anyText(), fc.stringMatching(/^[\x20-\x7e]{1,20}$/), time);
  const headers = fc.dictionary(name, fc.array(value, { minLength: 1, maxLength: 2 }), { noNullPrototype: true });

  it('they say something that can be kept, each as it was written, or there is a Problem', () => {
    fc.assert(
      fc.property(headers, (distinct) => {
        try {
          const { idempotencyKey, instructions } = inputHeadersOf(requestWith(distinct));
          const { deliverAt, expiresAt, orderingKey } = instructions;
          const [one, deliver, expire, order] = ['idempotency-key', 'deliver-at', 'expires-at', 'ordering-key'].map(
            (each) => (distinct[each] ?? distinct[`intake-${each}`])?.join(),
          );
          expect([idempotencyKey, orderingKey]).toEqual([one ?? null, order ?? null]);
          for (const [given, taken] of [[deliver, deliverAt] as const, [expire, expiresAt] as const])
            expect(taken).toBe(given === undefined ? null : new Date(given).toISOString());
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(error).toMatchObject({ code: 'invalid-header' });
        }
      }),
    );
  });
});
