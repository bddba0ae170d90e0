import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { OperationStarted } from '../../events/operation-started.js';
import { decide } from './start-operation.handler.js';

const asked = { kind: 'verify', subject: ['inputs.v3'], options: { repair: true } };

describe('starting long work', () => {
  it('is a fact that says what was asked for', () => {
    when(() => decide(asked, false)).thenHappened([OperationStarted.of(asked)]);
  });

  it('happens once, however often it is asked for with one key', () => {
    when(() => decide(asked, true)).thenNothing();
  });
});
