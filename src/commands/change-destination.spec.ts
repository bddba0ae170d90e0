import { describe, expect, it } from '@jest/globals';
import { registered } from '../../test/support/facts.js';
import { decidingOn } from '../../test/support/given.js';
import { DestinationDeleted } from '../events/destination-deleted.js';
import type { NewEvent } from '../events/event.js';
import type { StreamDecision, StreamWriter } from '../platform/store/stream-writer.js';
import { changeDestination } from './change-destination.js';
import { type DestinationState, destinationFold } from './destination.js';

const given = decidingOn(destinationFold);
const metadata = { actor: 'a', correlationId: 'c', causationId: null, traceparent: null };
const change = DestinationDeleted.of({});

/** What `changeDestination` asks of the writer. */
function asked(): StreamDecision<DestinationState> {
  let decision: StreamDecision<DestinationState> | undefined;
  const writer = {
    write: async (given: typeof decision) => {
      decision = given;
    },
  } as unknown as StreamWriter;
  void changeDestination(writer, 'orders', metadata, () => [change]);
  return decision!;
}
const rule = (at: Parameters<StreamDecision<DestinationState>['decide']>[0]) => asked().decide(at) as NewEvent[];

describe('a change of a standing destination', () => {
  it('is decided by its rule where the destination exists', () => {
    given([registered()]).when(rule).thenHappened([change]);
  });

  it('is refused where there is none, or none any more', () => {
    given([]).when(rule).thenRefused('not-found');
    given([registered(), DestinationDeleted.of({})])
      .when(rule)
      .thenRefused('not-found');
  });

  it('is written to its stream, belongs to it and to no owner', () => {
    expect(asked()).toMatchObject({ stream: 'destination-orders', destination: 'orders', owner: null, metadata });
  });
});
