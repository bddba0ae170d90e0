import { describe, it } from '@jest/globals';
import { policyWith, received, registered, SECRET_ID } from '../../../test/support/facts.js';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { happenedAt } from '../../../test/support/history.js';
import { DestinationChanged } from '../../events/destination-changed.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import { destinations } from './destinations.projection.js';

const given = rowsOf(destinations, 'destination-orders');
const changed = DestinationChanged.of({ policy: policyWith({ timeoutMs: 500 }) });
const disabled = DestinationDisabled.of({ reason: 'requested' });
const deleted = DestinationDeleted.of({});

describe('what is known of a destination', () => {
  it('its policy, and where it stands in the list', () => {
    const auth = { type: 'bearer', secretId: SECRET_ID } as const;
    given([registered({ auth })]).thenRow({
      name: 'orders',
      position: 1,
      state: 'active',
      version: 1,
      policy: policyWith({ auth }),
      createdAt: happenedAt(1),
      changedAt: happenedAt(1),
    });
  });

  it('each change of it, with the version that is its ETag; its place in the list stays', () => {
    given([registered(), changed]).thenRow({ version: 2, position: 1, policy: changed.data.policy });
    given([registered(), disabled]).thenRow({ version: 2, state: 'disabled', createdAt: happenedAt(1) });
    given([registered(), disabled, DestinationEnabled.of({})]).thenRow({
      version: 3,
      state: 'active',
      changedAt: happenedAt(3),
    });
  });

  it('nothing once it is deleted, and a new row when it is made anew', () => {
    given([registered(), deleted]).thenNoRow();
    given([registered(), disabled, deleted, registered()]).thenRow({
      version: 4,
      position: 4,
      state: 'active',
      createdAt: happenedAt(4),
    });
  });

  it('nothing of inputs', () => {
    given([received()]).thenNoRow();
  });

  it('never of one that is not registered: its change stops the projection', () => {
    given([changed]).thenRefused(/DestinationChanged at 1 is about a destination that is not registered/);
    given([registered(), deleted, disabled]).thenRefused(/DestinationDisabled at 3/);
  });
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(destinations);
});
