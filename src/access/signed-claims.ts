/**
 * Words that come back as they were given. Guarantee: nobody without the encryption key makes any or changes any, and those
 * of one purpose are worth nothing for another. Any process of this Intake reads what another one has written.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';

export class SignedClaims<T> {
  private readonly key: Buffer;

  constructor(
    encryptionKey: Buffer,
    purpose: string,
    private readonly schema: z.ZodType<T>,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', encryptionKey, '', purpose, 32));
  }

  write(claims: T): string {
    const said = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${said}.${this.signature(said).toString('base64url')}`;
  }

  /** null: not written by us, or by a build that wrote it in another form. */
  read(text: string): T | null {
    const [said = '', signature = ''] = text.split('.');
    const [expected, sent] = [this.signature(said), Buffer.from(signature, 'base64url')];
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return null;
    const claims = this.schema.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString()));
    return claims.success ? claims.data : null;
  }

  private signature(said: string): Buffer {
    return createHmac('sha256', this.key).update(said).digest();
  }
}
