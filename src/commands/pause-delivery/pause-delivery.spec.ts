import { describe, it } from '@jest/globals';
import { decidingOn } from '../../../test/support/given.js';
import { DeliveryPaused } from '../../events/delivery-paused.js';
import { DeliveryResumed } from '../../events/delivery-resumed.js';
import type { At } from '../../platform/store/stream-cache.js';
import { type DeliveryState, deliveryFold } from '../delivery-switch.js';
import { decide } from './pause-delivery.handler.js';

const given = decidingOn(deliveryFold);
const rule = ({ state }: At<DeliveryState>) => decide(state);
const paused = DeliveryPaused.of({});
const resumed = DeliveryResumed.of({});

describe('pausing all delivery', () => {
  it('is one fact, however often it is asked for', () => {
    given([]).when(rule).thenHappened([paused]);
    given([paused]).when(rule).thenNothing();
    given([paused, resumed]).when(rule).thenHappened([paused]);
  });
});
