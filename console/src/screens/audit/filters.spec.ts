import { expect, it } from '@jest/globals';
import { typesOf } from './acts.js';
import { cleared, isNarrowed, wantedOf } from './filters.js';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');

it('what stands in the address is what is asked for', () => {
  expect(wantedOf({ actor: 'ik_a', kind: 'keys', since: '1h' }, NOW)).toEqual({
    ...{ actor: 'ik_a', types: 'AccessKeyIssued,AccessKeyRevoked', since: '2026-01-31T11:00:00.000Z' },
  });
});

it('what is no filter is left out', () => {
  const all = { actor: null, types: typesOf(null), since: null };
  expect(wantedOf({}, NOW)).toEqual(all);
  expect(wantedOf({ actor: '', kind: 'toString', since: 'valueOf', x: 'y' }, NOW)).toEqual(all);
});

it('it narrows until it is cleared', () => {
  expect([isNarrowed({ kind: 'keys' }), isNarrowed({ x: 'y' })]).toEqual([true, false]);
  expect(cleared).toEqual({ actor: null, kind: null, since: null });
});
