import { describe, expect, it } from '@jest/globals';
import { SECRET_ID } from '../../../test/support/facts.js';
import { DestinationSecretRotated } from '../../events/destination-secret-rotated.js';
import { decide, refuseTooMany } from './rotate-secret.handler.js';

describe('rotating a secret', () => {
  it('brings a new one, beside which the others sign for a day', () => {
    expect(decide(SECRET_ID)).toEqual([DestinationSecretRotated.of({ secretId: SECRET_ID, overlapMs: 86_400_000 })]);
  });

  // Without the bound, a loop that rotates would make the header of every request longer than receivers take.
  it('is refused while ten sign, until the oldest is over', () => {
    const until = '2026-01-02T00:00:00.000Z';
    const signing = Array.from({ length: 10 }, (_, n) => ({ secretId: `${n}`, until: n === 0 ? null : until }));
    const refusal = expect.objectContaining({ code: 'state-conflict', detail: expect.stringContaining(until) });
    expect(() => refuseTooMany({ signing }, new Date('2026-01-01T23:59:59.999Z'))).toThrow(refusal);
    refuseTooMany({ signing }, new Date(until));
    refuseTooMany({ signing: signing.slice(1) }, new Date(0));
  });
});
