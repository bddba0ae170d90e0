import { it } from '@jest/globals';
import { WHOSE } from '../../../test/support/facts.js';
import { when } from '../../../test/support/given.js';
import { InputExpired } from '../../events/input-expired.js';
import { decide } from './expire-input.handler.js';

it('an input whose time is over has expired', () => {
  when(() => decide(WHOSE)).thenHappened([InputExpired.of(WHOSE)]);
});
