/** Secrets that requests are signed with: made here, sealed before the event that names them, told once. */
import { Injectable } from '@nestjs/common';
import { newSigningSecret } from '../platform/signing.js';
import { Vault } from '../platform/vault.js';

interface NewSigningSecret {
  id: string;
  value: string;
}

@Injectable()
export class SigningSecrets {
  constructor(private readonly vault: Vault) {}

  async make(stream: string): Promise<NewSigningSecret> {
    const value = newSigningSecret();
    const [id] = await this.vault.seal(stream, [value]);
    return { id: id!, value };
  }
}
