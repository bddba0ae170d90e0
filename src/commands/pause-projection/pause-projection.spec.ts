import { describe, it } from '@jest/globals';
import { when } from '../../../test/support/given.js';
import { ProjectionPaused } from '../../events/projection-paused.js';
import { decide } from './pause-projection.handler.js';

describe('pausing a read model', () => {
  it('is one fact, however often it is asked for', () => {
    when(() => decide({ version: 3 }, true)).thenHappened([ProjectionPaused.of({ version: 3 })]);
    when(() => decide({ version: 3 }, false)).thenNothing();
  });
});
