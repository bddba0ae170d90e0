/** Values from the vault, kept per process: an id's value never changes, and every attempt needs them. */
import type { SigningSecret } from '../../commands/destination.js';
import type { DestinationPolicy } from '../../events/shapes.js';
import { Vault } from '../../platform/vault.js';
import { openSecrets, type RequestSecrets } from './request-secrets.js';

const MAX_KEPT = 10_000;

export class SecretValues {
  private readonly kept = new Map<string, string>();

  constructor(private readonly vault: Vault) {}

  /** What a policy and its requests' signatures need. */
  async of({ headers, auth }: DestinationPolicy, signing: readonly SigningSecret[]): Promise<RequestSecrets> {
    const ids = [...headers, ...(auth ? [auth] : []), ...signing].map(({ secretId }) => secretId);
    const values = new Map<string, string>();
    for (const id of ids) if (this.kept.has(id)) values.set(id, this.kept.get(id)!);
    const missing = ids.filter((id) => !values.has(id));
    for (const [id, value] of await this.vault.open(missing)) values.set(id, value);
    this.keep(values);
    return openSecrets(values);
  }

  private keep(values: ReadonlyMap<string, string>): void {
    if (this.kept.size > MAX_KEPT) this.kept.clear();
    for (const [id, value] of values) this.kept.set(id, value);
  }
}
