import { describe, expect, it } from '@jest/globals';
import { attemptFailed, delivered, received, responseWith } from '../../../test/support/facts.js';
import { historyOf } from '../../../test/support/history.js';
import type { NewEvent } from '../../events/event.js';
import { commandFor } from './disable-when-gone.reaction.js';

const answered = (status: number) =>
  attemptFailed(1, null, { destinationVersion: 5, response: responseWith({ status }) });
const reactionTo = (fact: NewEvent) => commandFor(historyOf('input-1', [fact])[0]!);

describe('a destination is disabled when it is gone', () => {
  it('as the version that answered 410, caused by that attempt', () => {
    const [event] = historyOf('input-1', [answered(410)]);
    expect(commandFor(event!)).toMatchObject({
      name: 'orders',
      reason: 'gone',
      onlyVersion: 5,
      metadata: { actor: 'disable-when-gone', correlationId: event!.metadata.correlationId, causationId: event!.id },
    });
  });

  it('and not for anything else', () => {
    const noAnswer = attemptFailed(1, 100, { outcome: 'timeout', response: null });
    for (const fact of [answered(404), answered(500), noAnswer, received(), delivered()]) {
      expect(reactionTo(fact)).toBeNull();
    }
  });
});
