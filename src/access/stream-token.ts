/**
 * A token opens the stream of one input, for five minutes and never for longer than what its caller came in with, to who
 * cannot send an Authorization header: a browser's EventSource. It says on whose behalf it was given.
 */
import { z } from 'zod';
import { roles } from '../events/shapes.js';
import type { Clock } from '../platform/clock.js';
import type { Caller } from './caller.js';
import { SignedClaims } from './signed-claims.js';

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
  private readonly signed: SignedClaims<Claims>;

  constructor(
    encryptionKey: Buffer,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    this.signed = new SignedClaims(encryptionKey, 'intake stream token', claims);
  }

  issue(input: string, caller: Caller): { token: string; expiresAt: string } {
    const callerEnds = caller.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(caller.expiresAt);
    const expiresAt = Math.min(this.clock.now().getTime() + LIFE_MS, callerEnds);
    const of = { ...caller, destinations: caller.destinations?.slice() ?? null };
    const token = this.signed.write({ input, expiresAt, caller: of });
    return { token, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Who listens by this token; null where it does not open this input's stream, or no longer. */
  callerOf(token: string, input: string): Caller | null {
    const of = this.signed.read(token);
    return of && of.input === input && this.clock.now().getTime() < of.expiresAt ? of.caller : null;
  }
}
