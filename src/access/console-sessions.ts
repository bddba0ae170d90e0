/**
 * A session of the console: a cookie that names the key which was shown, and never holds it. Guarantee: it opens no more than
 * that key does at the moment, ends with it and after twelve hours, and counts only where a page of ours asks. A new admin
 * key ends every session.
 */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../platform/clock.js';
import { Problem } from '../platform/http/problem.js';
import { ADMIN, type Caller } from './caller.js';
import { isOwnPage } from './own-page.js';
import { SignedClaims } from './signed-claims.js';

const COOKIE = 'intake-session';
const LIFE_MS = 12 * 60 * 60 * 1_000;

const claims = z.strictObject({
  /** null: the admin key was shown. */
  keyId: z.string().nullable(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof claims>;

type Asked = Pick<FastifyRequest, 'method' | 'headers'> & { routeOptions: { url?: string | undefined } };

export class ConsoleSessions {
  private readonly signed: SignedClaims<Session>;

  constructor(
    encryptionKey: Buffer,
    adminKey: string,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    const admin = createHash('sha256').update(adminKey).digest('hex');
    this.signed = new SignedClaims(encryptionKey, `intake console session ${admin}`, claims);
  }

  /** The `Set-Cookie` of who has just shown a key. `secure`: its page came over https. */
  begin(caller: Caller, secure: boolean): string {
    if (caller !== ADMIN && caller.keyId === null) throw new Problem('forbidden', 'the console wants an access key');
    const expiresAt = new Date(this.clock.now().getTime() + LIFE_MS).toISOString();
    return cookie(this.signed.write({ keyId: caller.keyId, expiresAt }), LIFE_MS / 1_000, secure);
  }

  /** The `Set-Cookie` of who signs out. */
  end(): string {
    return cookie('', 0, false);
  }

  /** null: none, or one that does not count here, or no longer. */
  of({ method, headers, routeOptions }: Asked): Session | null {
    const sent = sentIn(headers.cookie ?? '');
    if (sent === undefined || !routeOptions.url?.startsWith('/v1/') || !isOwnPage({ method, headers })) return null;
    const session = this.signed.read(sent);
    return session && this.clock.now().toISOString() < session.expiresAt ? session : null;
  }
}

const cookie = (value: string, seconds: number, secure: boolean): string =>
  `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure ? '; Secure' : ''}`;

const sentIn = (cookies: string): string | undefined =>
  cookies
    .split('; ')
    .find((each) => each.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
