import { expect, it } from '@jest/globals';
import { blank, optionsOf } from './plan.js';

it('leaves out what is not entered', () => expect(optionsOf(blank)).toEqual({ force: false }));

it('asks for what is entered', () => {
  const entered = {
    ...{ from: ' 12 ', to: '2026-01-31T12:00:00Z', types: 'InputReceived, InputDelivered,', streams: 'input-a' },
    ...{ destination: 'orders', topic: ' mine ', rate: '500', force: true },
  };
  expect(optionsOf(entered)).toEqual({
    ...{ from: 12, to: '2026-01-31T12:00:00Z', types: ['InputReceived', 'InputDelivered'], streams: ['input-a'] },
    ...{ destination: 'orders', topic: 'mine', ratePerSecond: 500, force: true },
  });
});
