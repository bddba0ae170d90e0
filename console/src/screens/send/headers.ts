/** What a draft says beside its body; what is left empty is not said. */
import type { Draft } from './draft.js';

export function headersOf({ deliverAt, expiresAt, orderingKey, idempotencyKey }: Draft): Record<string, string> {
  return Object.fromEntries(
    [
      ['Intake-Deliver-At', instant(deliverAt)],
      ['Intake-Expires-At', instant(expiresAt)],
      ['Intake-Ordering-Key', orderingKey],
      ['Idempotency-Key', idempotencyKey],
    ].filter(([, value]) => value !== ''),
  );
}

/** A time as it is entered is one of this place. */
const instant = (local: string): string => (local === '' ? '' : new Date(local).toISOString());
