import { describe, expect, it } from '@jest/globals';
import { policyWith, registered, SECRET_ID } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { DestinationChanged } from '../../events/destination-changed.js';
import { DestinationDeleted } from '../../events/destination-deleted.js';
import { DestinationDisabled } from '../../events/destination-disabled.js';
import { DestinationRegistered } from '../../events/destination-registered.js';
import { destinationFold } from '../destination.js';
import { decide, requirePrecondition } from './put-destination.handler.js';

const given = decidingOn(destinationFold);
const policy = policyWith();
const elsewhere = policyWith({ url: 'https://elsewhere.example/' });
const deleted = DestinationDeleted.of({});

describe('putting a destination', () => {
  it('registers one that is not there', () => {
    given([])
      .when(({ state }) => decide(state, policy, SECRET_ID))
      .thenHappened([DestinationRegistered.of({ policy, signingSecretId: SECRET_ID })]);
  });

  it('registers one anew that was deleted, also with the policy it had', () => {
    given([registered(), deleted])
      .when(({ state }) => decide(state, policy, SECRET_ID))
      .thenHappened([DestinationRegistered.of({ policy, signingSecretId: SECRET_ID })]);
  });

  it('changes the policy of one that stands, a disabled one too', () => {
    for (const facts of [[registered()], [registered(), DestinationDisabled.of({ reason: 'gone' })]]) {
      given(facts)
        .when(({ state }) => decide(state, elsewhere, null))
        .thenHappened([DestinationChanged.of({ policy: elsewhere })]);
    }
  });

  it('changes nothing where the policy is the standing one, in whatever order it is written', () => {
    const reordered = Object.fromEntries(Object.entries(policy).reverse()) as typeof policy;
    given([registered()])
      .when(({ state }) => decide(state, reordered, null))
      .thenNothing();
  });
});

describe('who may put', () => {
  const check = (facts: Parameters<typeof given>[0], ifMatch?: string) =>
    given(facts).when((at) => {
      requirePrecondition(at, ifMatch);
      return [];
    });

  it('whoever makes one sends no If-Match', () => {
    check([]).thenNothing();
    check([], '*').thenRefused('precondition-failed');
    check([registered(), deleted], '"2"').thenRefused('precondition-failed');
  });

  it('whoever changes one has seen it as it stands', () => {
    check([registered()], '"1"').thenNothing();
    check([registered()], '"2"').thenRefused('precondition-failed');
    check([registered()]).thenRefused('precondition-required');
  });
});

it('deciding changes nothing of what it is given', () => {
  const { at } = given([registered()]);
  const before = structuredClone(at);
  decide(at.state, elsewhere, null);
  expect(at).toEqual(before);
});
