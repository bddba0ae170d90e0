/**
 * A token opens the stream of one input, for five minutes and never for longer than what its caller came in with, to who cannot send an Authorization header: a browser's
 * EventSource. Guarantee: nobody without the encryption key makes one or changes one; it says on whose behalf it was given.
 * Any process of this Intake checks what another one has given.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../events/shapes.js';
import type { Clock } from '../platform/clock.js';
import type { Caller } from './caller.js';

const LIFE_MS = 300_000;

/** The one route that takes a token, as the router knows it. */
export const STREAM_TOKEN_ROUTE = '/v1/inputs/:id/stream';

const caller = z.strictObject({
  actor: z.string(),
  owner: z.string(),
  role: z.enum(roles),
  destinations: z.array(z.string()).nullable(),
  keyId: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
const claims = z.strictObject({ input: z.string(), expiresAt: z.int(), caller });
type Claims = z.infer<typeof claims>;

export class StreamTokens {
  private readonly key: Buffer;

  constructor(
    encryptionKey: Buffer,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', encryptionKey, '', 'intake stream token', 32));
  }

  issue(input: string, caller: Caller): { token: string; expiresAt: string } {
    const callerEnds = caller.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(caller.expiresAt);
    const expiresAt = Math.min(this.clock.now().getTime() + LIFE_MS, callerEnds);
    const claimed = { input, expiresAt, caller: { ...caller, destinations: caller.destinations?.slice() ?? null } };
    const said = Buffer.from(JSON.stringify(claimed satisfies Claims)).toString('base64url');
    const token = `${said}.${this.signature(said)}`;
    return { token, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Who listens by this token; null where it does not open this input's stream, or no longer. */
  callerOf(token: string, input: string): Caller | null {
    const [said = ''] = token.split('.');
    // As texts: base64 has many spellings of the same bytes, and only ours was given.
    const [expected, sent] = [Buffer.from(`${said}.${this.signature(said)}`), Buffer.from(token)];
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return null;
    const of = claims.parse(JSON.parse(Buffer.from(said, 'base64url').toString()));
    return of.input === input && this.clock.now().getTime() < of.expiresAt ? of.caller : null;
  }

  private signature(said: string): string {
    return createHmac('sha256', this.key).update(said).digest('base64url');
  }
}
