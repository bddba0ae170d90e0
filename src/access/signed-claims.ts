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
    return `${said}.${this.signature(said)}`;
  }

  /** null: not written by us, or by a build that wrote it in another form. */
  read(text: string): T | null {
    const [said = ''] = text.split('.');
    // As texts: base64 has many spellings of the same bytes, and only ours was given.
    const [expected, sent] = [Buffer.from(`${said}.${this.signature(said)}`), Buffer.from(text)];
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return null;
    const claims = this.schema.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString()));
    return claims.success ? claims.data : null;
  }

  private signature(said: string): string {
    return createHmac('sha256', this.key).update(said).digest('base64url');
  }
}
