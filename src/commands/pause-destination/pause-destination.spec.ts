import { describe, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationPaused } from '../../events/destination-paused.js';
import { DestinationResumed } from '../../events/destination-resumed.js';
import { destinationFold } from '../destination.js';
import { decide } from './pause-destination.handler.js';

const given = decidingOn(destinationFold);
const paused = DestinationPaused.of({});
const disabled = DestinationDisabled.of({ reason: 'gone' });
const resumed = DestinationResumed.of({});

describe('pausing a destination', () => {
  it('pauses one that goes, and a disabled one for when it is enabled', () => {
    for (const facts of [[registered()], [registered(), disabled], [registered(), paused, resumed]])
      given(facts).when(decide).thenHappened([paused]);
  });

  it('changes nothing where it is paused, disabled meanwhile or not', () => {
    given([registered(), paused]).when(decide).thenNothing();
    given([registered(), paused, disabled]).when(decide).thenNothing();
  });
});
