import { expect, it } from '@jest/globals';
import { filterOf, isNarrowed, positionOf } from './log-filter.js';

it('reads what the address says, and no more', () => {
  expect(filterOf({ after: '12', type: 'InputReceived', event: '13', actor: '' })).toEqual({
    ...{ after: 12, type: 'InputReceived' },
  });
});

it('begins at the beginning where the address says no position', () => {
  expect([filterOf({}), filterOf({ after: '-1' }), filterOf({ after: 'x' })]).toEqual(Array(3).fill({ after: 0 }));
});

it('knows whether anything is left out', () => {
  expect([{ after: 0 }, { after: 1 }, { after: 0, type: 'A' }].map(isNarrowed)).toEqual([false, true, true]);
});

it('takes for a position what is one', () => {
  expect(['7', '', '1e3', '9'.repeat(16), undefined].map(positionOf)).toEqual([7, null, null, null, null]);
});
