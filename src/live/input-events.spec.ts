import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { storedStatuses } from '../views/input.js';
import { isSettled, typesLeadingTo } from './input-events.js';

/** Every fact of an input stream has its file. */
const eventsOfInputs = readdirSync(new URL('../events', import.meta.url))
  .filter((file) => /^input-.*(?<!\.spec)\.ts$/.test(file))
  .map((file) => file.slice(0, -'.ts'.length).replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()))
  .toSorted();

const history = (...types: string[]) => types.map((type) => ({ type }));

describe('an input', () => {
  it.each(['InputDelivered', 'InputDeadLettered', 'InputCancelled', 'InputExpired'])('is settled by %s', (type) => {
    expect(isSettled(history('InputReceived', type))).toBe(true);
  });

  it('is open again when somebody asks for another run', () => {
    expect(isSettled(history('InputReceived', 'InputDelivered', 'InputRetryRequested'))).toBe(false);
    expect(isSettled(history('InputReceived', 'InputDelivered', 'InputRetryRequested', 'InputDelivered'))).toBe(true);
  });

  it('is open while it waits, and where there is no news', () => {
    for (const types of [[], ['InputReceived'], ['InputReceived', 'InputAttemptFailed']])
      expect(isSettled(history(...types))).toBe(false);
  });
});

describe('a status', () => {
  it('is led to by at least one event, and each event leads to one status', () => {
    const types = storedStatuses.map((status) => typesLeadingTo([status]));
    for (const each of types) expect(each.length).toBeGreaterThan(0);
    expect(types.flat().toSorted()).toEqual(eventsOfInputs);
  });
});
