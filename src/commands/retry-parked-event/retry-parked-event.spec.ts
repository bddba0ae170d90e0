import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { ProjectionEventRetried } from '../../events/projection-event-retried.js';
import { decide } from './retry-parked-event.handler.js';

const marker = { position: 7, stream: 'input-1', type: 'InputDelivered' };

describe('retrying a parked event', () => {
  it('is a fact that says which event of which read model', () => {
    when(() => decide({ version: 3 }, marker)).thenHappened([
      ProjectionEventRetried.of({ version: 3, position: 7, stream: 'input-1', type: 'InputDelivered' }),
    ]);
  });
});
