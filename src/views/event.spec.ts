import { expect, it } from '@jest/globals';
import { received } from '../../test/support/facts.js';
import { historyOf } from '../../test/support/history.js';
import { eventView, eventViewOf } from './event.js';

it('an event as clients see it has what the contract names, and nothing else it may carry', () => {
  const [event] = historyOf('input-1', [received()]);
  const view = eventViewOf(Object.assign({ following: 3, streamHash: 5 }, event));
  expect(view).toEqual(event);
  expect(eventView.parse(view)).toEqual(view);
});
