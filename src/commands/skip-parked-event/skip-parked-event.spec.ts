import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { ProjectionEventSkipped } from '../../events/projection-event-skipped.js';
import { decide } from './skip-parked-event.handler.js';

const marker = { position: 7, stream: 'input-1', type: 'InputDelivered' };

describe('skipping a parked event', () => {
  it('is a fact that says which event of which read model, and why', () => {
    when(() => decide({ version: 3 }, marker, 'sent by mistake')).thenHappened([
      ProjectionEventSkipped.of({
        version: 3,
        position: 7,
        stream: 'input-1',
        type: 'InputDelivered',
        reason: 'sent by mistake',
      }),
    ]);
  });
});
