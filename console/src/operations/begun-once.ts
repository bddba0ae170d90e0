/** What was counted is begun once: whoever presses again because no answer came hears of the work that has begun. */
import { useState } from 'react';

interface Begun {
  counted: unknown;
  header: { 'Idempotency-Key': string };
}

const begin = (counted: unknown): Begun => ({ counted, header: { 'Idempotency-Key': newKey() } });

/** The header that says so; another one for each count. */
export function useOnceFor(counted: unknown): Begun['header'] {
  const [begun, setBegun] = useState(() => begin(counted));
  if (begun.counted === counted) return begun.header;
  const next = begin(counted);
  setBegun(next);
  return next.header;
}

/** crypto.randomUUID is there in secure contexts only; a console may stand behind plain HTTP. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
