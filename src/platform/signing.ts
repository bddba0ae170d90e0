/**
 * Requests signed by Standard Webhooks (HMAC-SHA256): a receiver with the secret knows whose they are. Guarantee: what is
 * signed are the raw bytes, whatever they are.
 */
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export const newSigningSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

export interface Signed {
  id: string;
  /** Unix seconds. */
  timestamp: string;
  body: Uint8Array;
}

/** One signature of each secret, so that a receiver needs to know but one of them. */
export const signaturesOf = (signed: Signed, secrets: readonly string[]): string =>
  secrets.map((secret) => `v1,${signatureOf(signed, secret)}`).join(' ');

function signatureOf({ id, timestamp, body }: Signed, secret: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
}
