import { expect, it } from '@jest/globals';
import type { Event } from '../../api/types.js';
import { grown } from './grown.js';
import type { LogPage } from './log-page.js';

const page = (positions: number[], next: LogPage['next'] = null): LogPage => ({
  items: positions.map((position) => ({ position }) as Event),
  ...{ next, position: positions.at(-1) ?? 0 },
});
const NEXT = { after: 0, cursor: 'c' };

it('goes on where it has ended; pages before stay as they are', () => {
  const first = page([1, 2], NEXT);
  expect(grown([first, page([3])], page([4, 5]))).toEqual([first, page([3, 4, 5])]);
});

it('keeps the last of what has come, and no more than may be kept', () => {
  expect(grown([page([1, 2, 3])], page([4, 5]), 4)).toEqual([page([2, 3, 4, 5])]);
});
