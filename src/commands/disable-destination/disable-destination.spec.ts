import { describe, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { destinationFold } from '../destination.js';
import { decide } from './disable-destination.handler.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'requested' });
const asked = { reason: 'requested', onlyVersion: null } as const;
const learntOf = (version: number) => ({ reason: 'gone', onlyVersion: version }) as const;

describe('disabling a destination', () => {
  it('happens to an active one, and says why', () => {
    given([registered()])
      .when((at) => decide(asked, at))
      .thenHappened([disabled]);
  });

  it('changes nothing where it is disabled', () => {
    given([registered(), disabled])
      .when((at) => decide(asked, at))
      .thenNothing();
  });

  it('happens where it answered 410 at the version it stands at', () => {
    given([registered()])
      .when((at) => decide(learntOf(1), at))
      .thenHappened([DestinationDisabled.of({ reason: 'gone' })]);
  });

  it('changes nothing where the version that answered 410 is not the standing one', () => {
    given([registered(), registered()])
      .when((at) => decide(learntOf(1), at))
      .thenNothing();
  });
});
