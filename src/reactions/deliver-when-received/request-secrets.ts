/** What a request carries that only its destination may know: open in what is sent, hidden in what is told of it. Pure. */
import { type Signed, signaturesOf } from '../../platform/signing.js';
import { HIDDEN } from '../../views/destination.js';

export interface RequestSecrets {
  /** Of a header or of credentials. */
  value(id: string): string;
  /** One of each secret. */
  signatures(signed: Signed, ids: readonly string[]): string;
}

export function openSecrets(values: ReadonlyMap<string, string>): RequestSecrets {
  const value = (id: string) => values.get(id)!;
  return { value, signatures: (signed, ids) => signaturesOf(signed, ids.map(value)) };
}

export const hiddenSecrets: RequestSecrets = {
  value: () => HIDDEN,
  signatures: (_, ids) => ids.map(() => `v1,${HIDDEN}`).join(' '),
};
