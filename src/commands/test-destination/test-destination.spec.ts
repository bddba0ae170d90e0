import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { TestRequested } from '../../events/test-requested.js';
import { decide } from './test-destination.handler.js';

describe('testing a destination', () => {
  it.each(['active', 'paused', 'disabled'] as const)('is a fact of one that is %s', (state) => {
    when(() => decide('orders', { state })).thenHappened([TestRequested.of({ destination: 'orders' })]);
  });

  it('needs one', () => {
    when(() => decide('orders', { state: 'absent' })).thenRefused('not-found');
  });
});
