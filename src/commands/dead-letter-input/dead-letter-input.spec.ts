import { it } from '@jest/globals';
import { WHOSE } from '../../../test/support/facts.js';
import { when } from '../../../test/support/given.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { decide } from './dead-letter-input.handler.js';

it('an input whose destination is gone is given up, with the reason', () => {
  const command = { ...WHOSE, reason: 'destination-deleted' } as const;
  when(() => decide(command)).thenHappened([InputDeadLettered.of({ ...WHOSE, reason: 'destination-deleted' })]);
});
