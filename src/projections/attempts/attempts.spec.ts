import { describe, expect, it } from '@jest/globals';
import { attemptFailed, delivered, INPUT_ID, received, responseWith } from '../../../test/support/facts.js';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { attemptView } from '../../views/attempt.js';
import type { AttemptRow } from './attempt.entity.js';
import { attemptViewOf } from './attempt.view.js';
import { attempts } from './attempts.projection.js';

const given = rowsOf(attempts, `input-${INPUT_ID}`);
const unanswered = { outcome: 'timeout', error: 'no complete answer within 100 ms', response: null } as const;

describe('what is known of attempts', () => {
  it('nothing before there is one', () => {
    given([received()]).thenNoRow();
  });

  it('each of them, a row of its own, in words where nothing came back', () => {
    given([received(), attemptFailed(1, 100, unanswered), attemptFailed(2, 100), delivered(3)]).thenRows([
      { inputId: INPUT_ID, number: 1, ...unanswered },
      { inputId: INPUT_ID, number: 2, outcome: 'http-error', error: null },
      { inputId: INPUT_ID, number: 3, outcome: 'delivered', durationMs: 20, destinationVersion: 1 },
    ]);
  });

  it('of a response what it was, but neither its headers nor its body', () => {
    const { status, contentType, size, truncated, sha256 } = responseWith();
    given([delivered()]).thenRow({ response: { status, contentType, size, truncated, sha256 } });
  });
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(attempts);
});

it('an attempt as clients see it is what the schema says', () => {
  for (const row of given([attemptFailed(1, 100, unanswered), delivered(2)]).rows() as AttemptRow[]) {
    expect(attemptView.parse(attemptViewOf(row))).toEqual(attemptViewOf(row));
  }
});
