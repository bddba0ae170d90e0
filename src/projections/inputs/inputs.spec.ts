import { describe, expect, it } from '@jest/globals';
import {
  attemptFailed,
  attemptWith,
  delivered,
  INPUT_ID,
  received,
  registered,
  responseWith,
  WHOSE,
} from '../../../test/support/facts.js';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { happenedAt } from '../../../test/support/history.js';
import { InputAttemptFailed } from '../../events/input-attempt-failed.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { inputView } from '../../views/input.js';
import type { InputRow } from './input.entity.js';
import { inputViewOf } from './input.view.js';
import { inputs } from './inputs.projection.js';

const given = rowsOf(inputs, `input-${INPUT_ID}`);
const ok = { status: 200, contentType: 'text/plain', size: 6, truncated: false, sha256: responseWith().sha256 };

describe('what is known of an input', () => {
  it('that it was received, and waits for its first attempt', () => {
    given([received({ idempotencyKey: 'k', size: 7 })]).thenRow({
      id: INPUT_ID,
      position: 1,
      ...WHOSE,
      status: 'received',
      submittedBy: 'clerk',
      contentType: 'application/json',
      size: 7,
      receivedAt: happenedAt(1),
      settledAt: null,
      nextAttemptAt: happenedAt(1),
      idempotencyKey: 'k',
      attemptCount: 0,
      reason: null,
      response: null,
    });
  });

  it('that its first attempt waits until it is to be delivered', () => {
    const deliverAt = '2026-03-01T00:00:00.000Z';
    given([received({ deliverAt })]).thenRow({ deliverAt, nextAttemptAt: deliverAt });
  });

  it('that an attempt failed, and when the next one is due', () => {
    given([received(), attemptFailed(1, 5_000)]).thenRow({
      status: 'retrying',
      position: 1,
      attemptCount: 1,
      nextAttemptAt: happenedAt(2 + 5),
      response: { ...ok, status: 500 },
      settledAt: null,
    });
  });

  it('that an attempt failed without any answer: the newest response is none', () => {
    const noAnswer = { outcome: 'timeout', response: null } as const;
    given([received(), attemptFailed(1, 100), attemptFailed(2, 100, noAnswer)]).thenRow({
      attemptCount: 2,
      response: null,
    });
  });

  it('that no attempt follows, where the last one failed', () => {
    given([received(), attemptFailed(1, null)]).thenRow({ status: 'retrying', nextAttemptAt: null });
  });

  it('that it was delivered, and what came back', () => {
    given([received(), attemptFailed(1, 5_000), delivered(2)]).thenRow({
      status: 'delivered',
      attemptCount: 2,
      nextAttemptAt: null,
      settledAt: happenedAt(3),
      response: ok,
      reason: null,
    });
  });

  it('that it was given up, why, and what the last answer was', () => {
    const last = InputAttemptFailed.of({
      ...WHOSE,
      attempt: attemptWith({ number: 1, response: responseWith({ status: 410 }) }),
      delayMs: null,
    });
    given([received(), last, InputDeadLettered.of({ ...WHOSE, reason: 'gone' })]).thenRow({
      status: 'deadLettered',
      reason: 'gone',
      attemptCount: 1,
      nextAttemptAt: null,
      settledAt: happenedAt(3),
      response: { ...ok, status: 410 },
    });
  });

  it('nothing of destinations', () => {
    given([registered()]).thenNoRow();
  });

  it.each([[attemptFailed(1, 100)], [delivered()], [InputDeadLettered.of({ ...WHOSE, reason: 'gone' })]])(
    'never of one that was not received: %j stops the projection',
    (fact) => {
      given([fact]).thenRefused(/at 1 is about an input that was never received/);
    },
  );
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(inputs);
});

describe('an input as clients see it', () => {
  const [row] = given([received(), attemptFailed(1, 5_000)]).rows() as [InputRow];

  it('is what the schema says, in every status', () => {
    const settled = given([received(), delivered()]).rows()[0] as InputRow;
    for (const view of [inputViewOf(row), inputViewOf(settled)]) {
      expect(inputView.parse(view)).toEqual(view);
    }
  });

  it('is delivering while an attempt is under way', () => {
    expect(inputViewOf(row, { delivering: new Set([INPUT_ID]), held: new Map() }).status).toBe('delivering');
    expect(inputViewOf(row).status).toBe('retrying');
  });

  it('is held back where something does that, unless an attempt is under way', () => {
    const held = new Map([[INPUT_ID, { reason: 'paused', until: null, blockedBy: null } as const]]);
    expect(inputViewOf(row, { delivering: new Set(), held }).held).toEqual(held.get(INPUT_ID));
    expect(inputViewOf(row, { delivering: new Set([INPUT_ID]), held }).held).toBeNull();
  });

  it('does not tell whose it is nor with which key it came', () => {
    expect(inputViewOf(row)).not.toHaveProperty('owner');
    expect(inputViewOf(row)).not.toHaveProperty('idempotencyKey');
  });
});
