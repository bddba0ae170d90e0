import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { anyText } from '../../../test/support/any-text.js';
import {
  commaList,
  destinationName,
  idempotencyKey,
  instant,
  position,
  positionOrTime,
  readModelName,
  streamName,
  uuid,
  wholeNumber,
} from './fields.js';

const taken = <T>(rule: z.ZodType<T>, value: unknown): T | undefined => rule.safeParse(value).data;
/** What PostgreSQL, a header, a log line and a path can hold. */
const PLAIN = /^[\x20-\x7e]*$/;

describe('any text, and anything else', () => {
  const rules = {
    ...{ uuid, instant, position, positionOrTime, destinationName, readModelName, streamName, idempotencyKey },
    names: commaList(destinationName),
  };

  it.each(Object.entries<z.ZodType>(rules))('is taken or refused by %s, and what is taken is plain', (_, rule) => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.anything(), fc.stringMatching(/^[-0-9a-fTZ:.+, ]{0,40}$/)), (value) => {
        const result = rule.safeParse(value);
        if (!result.success) return;
        expect(typeof value).toBe('string');
        expect([result.data].flat().every((each) => PLAIN.test(String(each)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.entries<z.ZodType>(rules))('with a line more is no %s', (_, rule) => {
    const samples = ['0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80', '2026-01-31T12:00:00Z', '7', 'orders', 'input-a', 'a'];
    for (const sample of samples.filter((each) => rule.safeParse(each).success))
      for (const more of ['\n', '\r\n', '\u0000', '\u2028', '\n7']) {
        expect({ sample, more, data: taken(rule, sample + more) }).toEqual({ sample, more });
        expect({ sample, more, data: taken(rule, more + sample) }).toEqual({ sample, more });
      }
  });
});

describe('an instant', () => {
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });

  it('goes through as it is written in answers', () => {
    fc.assert(
      fc.property(dates, (date) => {
        expect(taken(instant, date.toISOString())).toBe(date.toISOString());
      }),
    );
  });

  it('is the same one, whatever the offset that it is written with', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(dates, offset, (date, minutes) => {
        const there = new Date(date.getTime() + minutes * 60_000);
        fc.pre(/^(?!0000)\d{4}-/.test(there.toISOString()));
        const two = (n: number) => String(n).padStart(2, '0');
        const hours = `${two(Math.trunc(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
        const text = there.toISOString().replace('Z', `${minutes < 0 ? '-' : '+'}${hours}`);
        expect({ text, taken: taken(instant, text) }).toEqual({ text, taken: date.toISOString() });
      }),
    );
  });

  it('that is taken is one that there is, in the one form', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
    const written = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), two, two, two, two, two, fc.constantFrom('Z', '+02:00', '-23:59', ''))
      .map(([y, mo, d, h, mi, s, zone]) => `${String(y).padStart(4, '0')}-${mo}-${d}T${h}:${mi}:${s}${zone}`);
    fc.assert(
      fc.property(written, (text) => {
        const at = taken(instant, text);
        if (at === undefined) return;
        expect(new Date(at).toISOString()).toBe(at);
        expect(taken(instant, at)).toBe(at);
        // The day and the time of day that were written, in their own zone: nothing was rolled over.
        expect(new Date(`${text.slice(0, 19)}Z`).toISOString().slice(0, 19)).toBe(text.slice(0, 19));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['2026-02-29T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-31T24:00:00Z', '2026-12-31T23:59:60Z'])(
    'is not %s',
    (text) => expect(taken(instant, text)).toBeUndefined(),
  );
});

describe('a whole number', () => {
  it('is the number that is written, or is refused', () => {
    const digits = fc.oneof(fc.stringMatching(/^\d{1,20}$/), fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String));
    fc.assert(
      fc.property(digits, (text) => {
        const number = taken(position, text);
        if (number === undefined) expect(text.length > 16 || BigInt(text) > Number.MAX_SAFE_INTEGER).toBe(true);
        else expect(BigInt(number)).toBe(BigInt(text));
      }),
    );
  });

  it('lies between its limits', () => {
    fc.assert(
      fc.property(fc.integer(), (n) => {
        expect(taken(wholeNumber(1, 100), String(n))).toBe(n >= 1 && n <= 100 ? n : undefined);
      }),
    );
  });
});

describe('an id', () => {
  it('is one and the same in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }), (id, upper) => {
        const mixed = [...id].map((letter, n) => (upper[n] ? letter.toUpperCase() : letter)).join('');
        expect(taken(uuid, mixed)).toBe(id);
      }),
    );
  });
});
