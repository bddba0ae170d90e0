import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { OperationCancelRequested } from '../../events/operation-cancel-requested.js';
import { decide } from './cancel-operation.handler.js';

describe('cancelling long work', () => {
  it('is a fact', () => {
    when(() => decide({ isAsked: true })).thenHappened([OperationCancelRequested.of({})]);
  });

  it('is none where it was asked for before, or where it has ended', () => {
    when(() => decide({ isAsked: false })).thenNothing();
  });
});
