import { describe, it } from '@jest/globals';
import { attemptWith, WHOSE } from '../../../test/support/facts.js';
import { when } from '../../../test/support/given.js';
import { InputAttemptFailed } from '../../events/input-attempt-failed.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { InputDelivered } from '../../events/input-delivered.js';
import type { Verdict } from './record-attempt.command.js';
import { decide } from './record-attempt.handler.js';

const attempt = attemptWith();
const retry = { maxAttempts: 3, minDelayMs: 1_000, maxDelayMs: 60_000 };
const HALF = 0.5;

const recording = (verdict: Verdict, inRun = 1) =>
  when(() => decide({ ...WHOSE, attempt, inRun, verdict, retry, latencyMs: 48 }, HALF));
const failed = (delayMs: number | null) => InputAttemptFailed.of({ ...WHOSE, attempt, delayMs });
const deadLettered = (reason: Parameters<typeof InputDeadLettered.of>[0]['reason']) =>
  InputDeadLettered.of({ ...WHOSE, reason });
const again: Verdict = { kind: 'retry', retryAfterMs: null };

describe('recording an attempt', () => {
  it('that brought the input there', () => {
    recording({ kind: 'delivered' }).thenHappened([InputDelivered.of({ ...WHOSE, attempt, latencyMs: 48 })]);
  });

  it('that is worth another one: with the delay that the policy and chance give', () => {
    recording(again, 1).thenHappened([failed(500)]);
    recording(again, 2).thenHappened([failed(1_000)]);
  });

  it('waits at least as long as the destination asked for', () => {
    recording({ kind: 'retry', retryAfterMs: 90_000 }).thenHappened([failed(90_000)]);
  });

  it('that was the last of its run: the input is given up, in the same append', () => {
    recording(again, 3).thenHappened([failed(null), deadLettered('exhausted')]);
  });

  it('beyond the maximum, where the policy was lowered meanwhile: given up all the same', () => {
    recording(again, 7).thenHappened([failed(null), deadLettered('exhausted')]);
  });

  it('that says there is no use: given up at the first one, with its reason', () => {
    for (const reason of ['rejected', 'gone', 'address-not-allowed'] as const) {
      recording({ kind: 'give-up', reason }).thenHappened([failed(null), deadLettered(reason)]);
    }
  });

  it('delivered counts even beyond the maximum', () => {
    recording({ kind: 'delivered' }, 9).thenHappened([InputDelivered.of({ ...WHOSE, attempt, latencyMs: 48 })]);
  });
});
