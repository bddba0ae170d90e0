import { describe, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationPaused } from '../../events/destination-paused.js';
import { DestinationResumed } from '../../events/destination-resumed.js';
import { destinationFold } from '../destination.js';
import { decide } from './resume-destination.handler.js';

const given = decidingOn(destinationFold);
const paused = DestinationPaused.of({});
const disabled = DestinationDisabled.of({ reason: 'gone' });
const resumed = DestinationResumed.of({});

describe('resuming a destination', () => {
  it('lets a paused one go, and a disabled one once it is enabled', () => {
    given([registered(), paused]).when(decide).thenHappened([resumed]);
    given([registered(), paused, disabled]).when(decide).thenHappened([resumed]);
  });

  it('changes nothing where it is not paused', () => {
    for (const facts of [[registered()], [registered(), disabled], [registered(), paused, resumed]])
      given(facts).when(decide).thenNothing();
  });
});
