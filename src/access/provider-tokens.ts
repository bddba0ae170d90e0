/**
 * Who comes in with a token of the identity provider. Guarantees: only what it has signed with a key of its own, by an
 * algorithm of this list, for this Intake, and that is of now (G12; RFC 8725); nothing that a token says has anything fetched;
 * nothing of it is told or logged.
 */
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import type { ProviderSettings } from '../config.js';
import type { Clock } from '../platform/clock.js';
import { Problem } from '../platform/http/problem.js';
import type { Caller } from './caller.js';
import type { ProviderKeys } from './provider-keys.js';
import { callerOf, LEEWAY_SECONDS, looksLikeToken, tokenHeader } from './provider-token.js';
import { unauthenticated } from './unauthenticated.js';

/** With a public key only: what everybody may know must not be good for signing. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export class ProviderTokens {
  constructor(
    private readonly settings: ProviderSettings,
    readonly keys: ProviderKeys,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Who holds this token; null: it is none. Rejects with a Problem that says why it does not let in. */
  holderOf(text: string): Promise<Caller> | null {
    return looksLikeToken(text) ? this.admit(text) : null;
  }

  private async admit(token: string): Promise<Caller> {
    const now = this.clock.now();
    return callerOf(await this.verified(token, now), this.settings, now);
  }

  private async verified(token: string, currentDate: Date): Promise<JWTPayload> {
    const { issuer, audience } = this.settings;
    const rules = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: LEEWAY_SECONDS, currentDate };
    try {
      tokenHeader.parse(decodeProtectedHeader(token));
      return (await jwtVerify(token, this.keys.of, { ...rules, requiredClaims: ['exp'] })).payload;
    } catch (error) {
      throw error instanceof Problem ? error : unauthenticated(inWords(error));
    }
  }
}

/** Who holds a token that was good, or is meant for others, is helped by hearing so; whoever tries some, by nothing. */
function inWords(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  const isClaim = error instanceof errors.JWTClaimValidationFailed;
  return isClaim ? `the claim ${error.claim} of the token is not as it must be here` : 'the token is not valid';
}
