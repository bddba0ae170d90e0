import { describe, it } from '@jest/globals';
import { attemptFailed, delivered, INPUT_ID, received, registered, WHOSE } from '../../../test/support/facts.js';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { happenedAt } from '../../../test/support/history.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { deliveries } from './deliveries.projection.js';

const given = rowsOf(deliveries, `input-${INPUT_ID}`);

describe('the to-do list', () => {
  it('has what was received: due at once, in the order of the log', () => {
    given([received()]).thenRow({
      inputId: INPUT_ID,
      version: 1,
      ...WHOSE,
      attempts: 0,
      inRun: 0,
      dueAt: happenedAt(1),
      line: 1,
    });
  });

  it('has what is for later: due then', () => {
    const deliverAt = '2026-03-01T00:00:00.000Z';
    given([received({ deliverAt })]).thenRow({ dueAt: deliverAt });
  });

  it('has what failed: due after the delay, at its new version, its place in the queue kept', () => {
    given([received(), attemptFailed(1, 5_000), attemptFailed(2, 60_000)]).thenRow({
      version: 3,
      attempts: 2,
      inRun: 2,
      dueAt: happenedAt(3 + 60),
      line: 1,
    });
  });

  it('has nothing of what was delivered or given up', () => {
    given([received(), delivered()]).thenNoRow();
    given([received(), attemptFailed(1, null), InputDeadLettered.of({ ...WHOSE, reason: 'gone' })]).thenNoRow();
    given([received(), delivered(), attemptFailed(2, 100)]).thenNoRow();
  });

  it('has no destinations', () => {
    given([registered()]).thenNoRow();
  });
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(deliveries);
});
