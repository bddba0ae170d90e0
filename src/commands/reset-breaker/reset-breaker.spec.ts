import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { DestinationBreakerReset } from '../../events/destination-breaker-reset.js';
import { decide } from './reset-breaker.handler.js';

describe('resetting a breaker', () => {
  it.each(['open', 'half-open'] as const)('closes one that is %s', (breaker) => {
    when(() => decide(breaker)).thenHappened([DestinationBreakerReset.of({})]);
  });

  it('changes nothing where it is closed', () => {
    when(() => decide('closed')).thenNothing();
  });
});
