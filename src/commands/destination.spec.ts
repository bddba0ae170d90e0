import { describe, expect, it } from '@jest/globals';
import { policyWith, received, registered, SECRET_ID } from '../../test/support/facts.js';
import { decidingOn } from '../../test/support/given.js';
import { happenedAt } from '../../test/support/history.js';
import { DestinationChanged } from '../events/destination-changed.js';
import { DestinationDeleted } from '../events/destination-deleted.js';
import { DestinationDisabled } from '../events/destination-disabled.js';
import { DestinationEnabled } from '../events/destination-enabled.js';
import { DestinationPaused } from '../events/destination-paused.js';
import { DestinationResumed } from '../events/destination-resumed.js';
import { DestinationSecretRotated } from '../events/destination-secret-rotated.js';
import { destinationFold } from './destination.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'requested' });
const policy = policyWith();
const ACTIVE = {
  state: 'active',
  isPaused: false,
  isDisabled: false,
  signing: [{ secretId: SECRET_ID, until: null }],
};

describe('what decisions about a destination remember', () => {
  it('nothing of a name that nobody registered', () => {
    expect(given([]).at).toMatchObject({ version: 0, state: { state: 'absent', policy: null } });
  });

  it('its policy and when it was made', () => {
    const times = { registeredAt: 1, createdAt: happenedAt(1), changedAt: happenedAt(1) };
    expect(given([registered()]).at).toEqual({ version: 1, state: { ...ACTIVE, policy, ...times } });
  });

  it('the newest policy, and still when it was made', () => {
    const newer = policyWith({ url: 'https://elsewhere.example/' });
    expect(given([registered(), DestinationChanged.of({ policy: newer })]).at).toEqual({
      version: 2,
      state: { ...ACTIVE, policy: newer, registeredAt: 1, createdAt: happenedAt(1), changedAt: happenedAt(2) },
    });
  });

  it('that it is disabled, through a change of its policy, until it is enabled', () => {
    expect(given([registered(), disabled, DestinationChanged.of({ policy })]).at.state.state).toBe('disabled');
    expect(given([registered(), disabled, DestinationEnabled.of({})]).at.state.state).toBe('active');
  });

  it('that it is paused, also while it is disabled', () => {
    const paused = [registered(), DestinationPaused.of({})];
    expect(given(paused).at.state.state).toBe('paused');
    expect(given([...paused, disabled]).at.state.state).toBe('disabled');
    expect(given([...paused, disabled, DestinationEnabled.of({})]).at.state.state).toBe('paused');
    expect(given([...paused, disabled, DestinationResumed.of({})]).at.state.state).toBe('disabled');
    expect(given([...paused, DestinationResumed.of({})]).at.state.state).toBe('active');
  });

  it('what signs its requests: the newest secret, and those before it for a while', () => {
    const rotated = (secretId: string, overlapMs: number) => DestinationSecretRotated.of({ secretId, overlapMs });
    expect(given([registered(), rotated('b', 60_000), rotated('c', 30_000)]).at.state.signing).toEqual([
      { secretId: 'c', until: null },
      { secretId: 'b', until: new Date(Date.parse(happenedAt(3)) + 30_000).toISOString() },
      { secretId: SECRET_ID, until: new Date(Date.parse(happenedAt(2)) + 60_000).toISOString() },
    ]);
  });

  // Kept, they would be opened for each attempt, and never end.
  it('no secret that was over when another one came', () => {
    const rotated = (secretId: string, overlapMs: number) => DestinationSecretRotated.of({ secretId, overlapMs });
    const { signing } = given([registered(), rotated('b', 0), rotated('c', 60_000)]).at.state;
    expect(signing.map(({ secretId }) => secretId)).toEqual(['c', 'b']);
  });

  it('that it is gone, and no policy any more', () => {
    const { state } = given([registered(), disabled, DestinationDeleted.of({})]).at;
    expect(state).toMatchObject({ state: 'absent', policy: null });
  });

  it('a new beginning when it is registered anew in the same stream', () => {
    const { version, state } = given([registered(), disabled, DestinationDeleted.of({}), registered()]).at;
    expect(version).toBe(4);
    expect(state).toEqual({
      ...ACTIVE,
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
