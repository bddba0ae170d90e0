import { describe, it } from '@jest/globals';
import { decidingOn, when } from '../../../test/support/given.js';
import { decide, fold } from './__name__.handler.js';

const given = decidingOn(fold);

describe('__name__', () => {
  it('happens, and these facts follow', () => {
    when(() => decide({ version: 1, state: { exists: true } })).thenHappened([]);
  });

  it('is refused where there is no __noun__', () => {
    given([]).when(decide).thenRefused('not-found');
  });
});
