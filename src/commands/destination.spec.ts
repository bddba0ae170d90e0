import { describe, expect, it } from '@jest/globals';
import { policyWith, received, registered } from '../../test/support/facts.js';
import { decidingOn } from '../../test/support/given.js';
import { happenedAt } from '../../test/support/history.js';
import { DestinationChanged } from '../events/destination-changed.js';
import { DestinationDeleted } from '../events/destination-deleted.js';
import { DestinationDisabled } from '../events/destination-disabled.js';
import { DestinationEnabled } from '../events/destination-enabled.js';
import { destinationFold } from './destination.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'requested' });
const policy = policyWith();

describe('what decisions about a destination remember', () => {
  it('nothing of a name that nobody registered', () => {
    expect(given([]).at).toMatchObject({ version: 0, state: { state: 'absent', policy: null } });
  });

  it('its policy and when it was made', () => {
    const times = { registeredAt: 1, createdAt: happenedAt(1), changedAt: happenedAt(1) };
    expect(given([registered()]).at).toEqual({ version: 1, state: { state: 'active', policy, ...times } });
  });

  it('the newest policy, and still when it was made', () => {
    const newer = policyWith({ url: 'https://elsewhere.example/' });
    expect(given([registered(), DestinationChanged.of({ policy: newer })]).at).toEqual({
      version: 2,
      state: { state: 'active', policy: newer, registeredAt: 1, createdAt: happenedAt(1), changedAt: happenedAt(2) },
    });
  });

  it('that it is disabled, through a change of its policy, until it is enabled', () => {
    expect(given([registered(), disabled, DestinationChanged.of({ policy })]).at.state.state).toBe('disabled');
    expect(given([registered(), disabled, DestinationEnabled.of({})]).at.state.state).toBe('active');
  });

  it('that it is gone, and no policy any more', () => {
    const { state } = given([registered(), disabled, DestinationDeleted.of({})]).at;
    expect(state).toMatchObject({ state: 'absent', policy: null });
  });

  it('a new beginning when it is registered anew in the same stream', () => {
    const { version, state } = given([registered(), disabled, DestinationDeleted.of({}), registered()]).at;
    expect(version).toBe(4);
    expect(state).toEqual({
      state: 'active',
      policy,
      registeredAt: 4,
      createdAt: happenedAt(4),
      changedAt: happenedAt(4),
    });
  });

  it('nothing of other facts', () => {
    expect(given([registered(), received()]).at.state).toEqual(given([registered()]).at.state);
  });
});
