import { describe, expect, it } from '@jest/globals';
import { received } from '../../../test/support/facts.js';
import { historyOf } from '../../../test/support/history.js';
import { commandFor } from './__name__.reaction.js';

describe('__name__', () => {
  it('asks for this where that has happened', () => {
    const [event] = historyOf('input-1', [received()]);
    expect(commandFor(event!)).toMatchObject({ metadata: { actor: '__name__', causationId: event!.id } });
  });
});
