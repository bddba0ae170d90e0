import { describe, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationEnabled } from '../../events/destination-enabled.js';
import { destinationFold } from '../destination.js';
import { decide } from './enable-destination.handler.js';

const given = decidingOn(destinationFold);
const disabled = DestinationDisabled.of({ reason: 'gone' });
const enabled = DestinationEnabled.of({});

describe('enabling a destination', () => {
  it('happens to a disabled one, whatever it was disabled for', () => {
    given([registered(), disabled]).when(decide).thenHappened([enabled]);
  });

  it('changes nothing where it is active', () => {
    given([registered()]).when(decide).thenNothing();
    given([registered(), disabled, enabled]).when(decide).thenNothing();
  });
});
