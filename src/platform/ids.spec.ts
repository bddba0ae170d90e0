import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { anyText } from '../../test/support/any-text.js';
import { derivedId, newId, random } from './ids.js';

const part = anyText({ maxLength: 4 });

describe('a derived id', () => {
  it('is the same for the same parts, for ever', () => {
    expect(derivedId('input', 'admin', 'order-7')).toBe('2956a595-0127-8cab-9352-4a6f23817e7d');
  });

  it('is a UUID of version 8, for any parts', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(derivedId(...parts)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('is another one wherever one part ends and the next begins', () => {
    const cuts = anyText({ minLength: 1, maxLength: 8 }).chain((text) =>
      fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)),
    );
    fc.assert(
      fc.property(cuts, ([text, one, other]) => {
        const cut = (at: number) => derivedId(text.slice(0, at), text.slice(at));
        fc.pre(one !== other);
        expect(cut(one)).not.toBe(cut(other));
      }),
    );
    expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
    expect(derivedId('a')).not.toBe(derivedId('a', ''));
    expect(derivedId('1:a')).not.toBe(derivedId('', 'a'));
  });
});

describe('a new id', () => {
  it('is a UUID of version 7, each sorting after the one before', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(() => z.array(z.uuidv7()).parse(ids)).not.toThrow();
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('has random bits of its own, also beyond those drawn at once', () => {
    const random = Array.from({ length: 1_000 }, () => newId().slice(-10));
    expect(new Set(random).size).toBe(1_000);
  });

  it('sorts after the one before also where the clock goes back', () => {
    const before = newId();
    jest.useFakeTimers({ now: Date.now() - 60_000 });
    try {
      expect(newId() > before).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });
});

it('chance lies in [0, 1)', () => {
  for (let n = 0; n < 1_000; n++) {
    const chance = random();
    expect(chance >= 0 && chance < 1).toBe(true);
  }
});
