/** What a request carries that only its destination may know: open in what is sent, hidden in what is told of it. Pure. */
import { type Signed, signaturesOf } from '../../platform/signing.js';
import { HIDDEN } from '../../views/destination.js';

export interface RequestSecrets {
  /** Of a header or of credentials. */
  value(id: string): string;
  /** One of each secret. */
  signatures(signed: Signed, ids: readonly string[]): string;
}

export const openSecrets = (values: ReadonlyMap<string, string>): RequestSecrets => ({
  value: (id) => values.get(id)!,
  signatures: (signed, ids) =>
    signaturesOf(
      signed,
      ids.map((id) => values.get(id)!),
    ),
});

export const hiddenSecrets: RequestSecrets = {
  value: () => HIDDEN,
  signatures: (_, ids) => ids.map(() => `v1,${HIDDEN}`).join(' '),
};
