import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { ProjectionResumed } from '../../events/projection-resumed.js';
import { decide } from './resume-projection.handler.js';

describe('resuming a read model', () => {
  it('is one fact, however often it is asked for', () => {
    when(() => decide({ version: 3 }, true)).thenHappened([ProjectionResumed.of({ version: 3 })]);
    when(() => decide({ version: 3 }, false)).thenNothing();
  });
});
