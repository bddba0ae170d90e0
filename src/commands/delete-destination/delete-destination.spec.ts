import { describe, it } from '@jest/globals';
import { registered } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationChanged } from '../../events/destination-changed.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { destinationFold } from '../destination.js';
import { decide } from './delete-destination.handler.js';

const given = decidingOn(destinationFold);
const changed = DestinationChanged.of(registered().data);
const deleting = (ifMatch?: string) => given([registered(), changed]).when((at) => decide({ ifMatch }, at));

describe('deleting a destination', () => {
  it.each(['"2"', '"1", "2"', '*'])('happens to who has seen it as it stands: If-Match %s', (ifMatch) => {
    deleting(ifMatch).thenHappened([DestinationDeleted.of({})]);
  });

  it('is refused to who does not say what they have seen', () => {
    deleting().thenRefused('precondition-required');
  });

  it.each(['"1"', '"22"', 'W/"2"'])('is refused to who has seen something else: If-Match %s', (ifMatch) => {
    deleting(ifMatch).thenRefused('precondition-failed');
  });
});
