import { describe, expect, it } from '@jest/globals';
import { attemptFailed, delivered, received, WHOSE } from '../../../test/support/facts.js';
import { decidingOn } from '../../../test/support/given.js';
import { InputAttemptFailed } from '../../events/input-attempt-failed.js';
import { InputCancelled } from '../../events/input-cancelled.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { InputExpired } from '../../events/input-expired.js';
import { inputFold } from '../input.js';
import { decide, refuseSettled } from './cancel-input.handler.js';

const given = decidingOn(inputFold);
const cancelled = InputCancelled.of({ ...WHOSE, reason: 'a mistake' });
const lost = { claimedAt: '2026-01-01T00:00:05.000Z', lostForMs: 30_000, destinationVersion: 3 };

const cancelling = (facts: Parameters<typeof given>[0], attempt: typeof lost | null = null) =>
  given(facts).when(({ state }) => decide({ reason: 'a mistake' }, state, attempt).events);

describe('cancelling an input', () => {
  it('is told with its reason, where it is for now', () => {
    cancelling([received()]).thenHappened([cancelled]);
    expect(decide({ reason: null }, given([received()]).at.state, null).destination).toBe('orders');
  });

  it('tells of an attempt that was lost first: it counts, and none follows', () => {
    cancelling([received(), attemptFailed(1, 100)], lost).thenHappened([
      InputAttemptFailed.of({
        ...WHOSE,
        attempt: {
          number: 2,
          startedAt: lost.claimedAt,
          durationMs: 30_000,
          outcome: 'unknown',
          error: 'the worker was lost before it could tell how the attempt ended',
          destinationVersion: 3,
          response: null,
        },
        delayMs: null,
      }),
      cancelled,
    ]);
  });
});

describe('what can be called back', () => {
  const refusing = (facts: Parameters<typeof given>[0]) =>
    given(facts).when(({ state }) => {
      refuseSettled(state);
      return [];
    });
  const dead = InputDeadLettered.of({ ...WHOSE, reason: 'exhausted' });

  it('is what waits for an attempt', () => {
    refusing([received()]).thenNothing();
    refusing([received(), attemptFailed(1, 100)]).thenNothing();
  });

  it('is what was given up and stands before others of its ordering key', () => {
    refusing([received({ orderingKey: 'k' }), dead]).thenNothing();
  });

  it.each([[delivered()], [dead], [InputExpired.of(WHOSE)]])('is nothing that has come to rest: %j', (rest) => {
    refusing([received(), rest]).thenRefused('state-conflict');
  });
});
