import { describe, expect, it } from '@jest/globals';
import { attemptFailed, delivered, received, registered, WHOSE } from '../../../test/support/facts.js';
import { decidingOn, when } from '../../../test/support/given.js';
import { happenedAt, historyOf } from '../../../test/support/history.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationPaused } from '../../events/destination-paused.js';
import type { NewEvent } from '../../events/event.js';
import { InputCancelled } from '../../events/input-cancelled.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { InputExpired } from '../../events/input-expired.js';
import { InputRetryRequested } from '../../events/input-retry-requested.js';
import { destinationFold } from '../destination.js';
import { inputFold } from '../input.js';
import { decide } from './retry-input.handler.js';

const input = decidingOn(inputFold);
const destination = decidingOn(destinationFold);
const dead = InputDeadLettered.of({ ...WHOSE, reason: 'exhausted' });
const asked = (changed: Partial<Parameters<typeof InputRetryRequested.of>[0]> = {}) =>
  InputRetryRequested.of({
    ...{ ...WHOSE, run: 1, attempts: 0, orderingKey: null, expiresAt: null, reason: null },
    ...changed,
  });

interface Asking {
  to?: string;
  once?: boolean;
  correlationId?: string;
  at?: string;
  destination?: NewEvent[];
}

function retrying(facts: NewEvent[], asking: Asking = {}) {
  const { to = null, once = false, correlationId = 'other', at = happenedAt(9) } = asking;
  const standing = { ...input(facts).at, history: historyOf('thing-1', facts) };
  const wanted = { destination: to, reason: null, once, metadata: { correlationId } };
  const rule = () => decide(wanted, standing, destination(asking.destination ?? [registered()]).at, new Date(at));
  return { rule, ...when(() => rule()?.events ?? []) };
}

describe('a retry', () => {
  it.each<[string, NewEvent]>([
    ['dead-lettered', dead],
    ['delivered', delivered()],
    ['cancelled', InputCancelled.of({ ...WHOSE, reason: null })],
    ['expired', InputExpired.of(WHOSE)],
  ])('begins a new run of one that is %s', (_, rest) => {
    const attempts = rest.type === 'InputDelivered' ? 1 : 0;
    retrying([received(), rest]).thenHappened([asked({ attempts })]);
  });

  it.each<[string, NewEvent[]]>([
    ['waits for its first attempt', [received()]],
    ['waits for its next attempt', [received(), attemptFailed(1, 100)]],
    ['was asked for already', [received(), dead, asked()]],
  ])('is refused of one that %s', (_, facts) => {
    retrying(facts).thenRefused('state-conflict');
  });

  it('counts runs, and keeps the count of attempts', () => {
    const facts = [received(), attemptFailed(1, null), dead, asked({ attempts: 1 }), attemptFailed(2, null), dead];
    retrying(facts).thenHappened([asked({ run: 2, attempts: 2 })]);
  });

  it('keeps the ordering key, and the end of its time only where that lies ahead', () => {
    const facts = [received({ orderingKey: 'k', expiresAt: happenedAt(20) }), dead];
    retrying(facts).thenHappened([asked({ orderingKey: 'k', expiresAt: happenedAt(20) })]);
    retrying(facts, { at: happenedAt(20) }).thenHappened([asked({ orderingKey: 'k' })]);
  });

  it('may go to another destination, and is decided on that one as it stands', () => {
    const facts = [received(), dead];
    retrying(facts, { to: 'other' }).thenHappened([asked({ destination: 'other' })]);
    expect(retrying(facts, { to: 'other' }).rule()).toMatchObject({
      destination: 'other',
      decidedOn: [{ stream: 'destination-other', version: 1 }],
    });
    expect(retrying(facts).rule()).toMatchObject({ decidedOn: [{ stream: 'destination-orders', version: 1 }] });
  });

  it('waits at a paused destination, and goes to one that was made anew', () => {
    const facts = [received(), dead];
    retrying(facts, { destination: [registered(), DestinationPaused.of({})] }).thenHappened([asked()]);
    retrying(facts, { destination: [registered(), DestinationDeleted.of({}), registered()] }).thenHappened([asked()]);
  });

  it('is refused where there is no destination, or a disabled one', () => {
    const facts = [received(), dead];
    retrying(facts, { destination: [] }).thenRefused('unknown-destination');
    retrying(facts, { destination: [registered(), DestinationDeleted.of({})] }).thenRefused('unknown-destination');
    const disabled = DestinationDisabled.of({ reason: 'requested' });
    retrying(facts, { destination: [registered(), disabled] }).thenRefused('destination-disabled');
  });

  it('happens once for what asks so, also where the input is dead-lettered again by then', () => {
    const again = [received(), dead, asked(), dead];
    retrying(again, { once: true, correlationId: 'c' }).thenNothing();
    retrying(again, { once: true }).thenHappened([asked({ run: 2 })]);
    retrying(again, { correlationId: 'c' }).thenHappened([asked({ run: 2 })]);
  });
});
