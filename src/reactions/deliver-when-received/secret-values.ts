/** Values from the vault, kept per process: an id's value never changes, and every attempt needs them. */

import type { DestinationPolicy } from '../../events/shapes.js';
import { Vault } from '../../platform/vault.js';

const MAX_KEPT = 10_000;

export class SecretValues {
  private readonly kept = new Map<string, string>();

  constructor(private readonly vault: Vault) {}

  /** The values a policy names, by their ids. */
  async of({ headers, auth }: DestinationPolicy): Promise<ReadonlyMap<string, string>> {
    const ids = [...headers.map(({ secretId }) => secretId), ...(auth ? [auth.secretId] : [])];
    const missing = ids.filter((id) => !this.kept.has(id));
    if (missing.length > 0) {
      if (this.kept.size > MAX_KEPT) this.kept.clear();
      for (const [id, value] of await this.vault.open(missing)) this.kept.set(id, value);
    }
    return this.kept;
  }
}
