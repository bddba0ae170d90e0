import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, definitionOf, eventDefinitions, UnknownEventError, upcast } from './event.js';

const data = z.strictObject({ amount: z.int(), currency: z.string() });

/** Version 1 was a number, version 2 an object without currency. */
const upcasters = {
  1: (amount: unknown) => ({ amount }),
  2: (older: unknown) => ({ ...(older as object), currency: 'EUR' }),
};
const PricePaid = defineEvent('PricePaid', { version: 3, data, upcasters });

describe('an event type', () => {
  it('is known by its name once its file is loaded', () => {
    expect(definitionOf('PricePaid').schemaVersion).toBe(3);
    expect(eventDefinitions().get('PricePaid')?.schema).toBe(data);
  });

  it('makes events with its name', () => {
    expect(PricePaid.of({ amount: 7, currency: 'EUR' })).toEqual({
      type: 'PricePaid',
      data: { amount: 7, currency: 'EUR' },
    });
  });

  it('is defined once', () => {
    expect(() => defineEvent('PricePaid', { version: 1, data })).toThrow('two files define the event PricePaid');
  });

  it.each([
    [2, {}, 'PriceLost is at version 2 but cannot lift version 1'],
    [3, { 1: upcasters[1] }, 'PriceLost is at version 3 but cannot lift version 2'],
    [3, { 2: upcasters[2] }, 'PriceLost is at version 3 but cannot lift version 1'],
  ])('at version %i can lift every older one, or is none: %j', (version, some, message) => {
    expect(() => defineEvent('PriceLost', { version, data, upcasters: some })).toThrow(message);
    expect(eventDefinitions().has('PriceLost')).toBe(false);
  });

  it.each([0, -1, 1.5, Number.NaN])('has versions from 1 in whole numbers: not %d', (version) => {
    expect(() => defineEvent('PriceOdd', { version, data })).toThrow('PriceOdd has no version');
  });
});

describe('stored data', () => {
  const now = { amount: 7, currency: 'EUR' };

  it('is lifted step by step from whichever version it was written with', () => {
    expect(upcast('PricePaid', 1, 7)).toEqual(now);
    expect(upcast('PricePaid', 2, { amount: 7 })).toEqual(now);
  });

  it('of the current version stays what it is', () => {
    expect(upcast('PricePaid', 3, now)).toBe(now);
  });

  it('of a newer version or an unknown type is never skipped', () => {
    expect(() => upcast('PricePaid', 4, now)).toThrow(UnknownEventError);
    expect(() => upcast('PriceForgotten', 1, {})).toThrow('this build does not know the event PriceForgotten');
  });
});
