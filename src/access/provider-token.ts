/**
 * What a token of the identity provider must be, and who it speaks for. Pure: its signature was looked at elsewhere. The owner
 * is `<issuer> <sub>`: with a space, which no owner of an access key has, so that neither is ever taken for the other, and
 * two issuers' subjects are never one.
 */
import { z } from 'zod';
import type { ProviderSettings } from '../config.js';
import type { Role } from '../events/shapes.js';
import { Problem } from '../platform/http/problem.js';
import { type Caller, highest, reaches } from './caller.js';
import { unauthenticated } from './unauthenticated.js';

/** By how much the provider's clock and ours may differ. */
export const LEEWAY_SECONDS = 60;
const LAST_SECOND = Date.parse('9999-12-31T23:59:59Z') / 1_000;

const absent = z.never().optional();

/** Any other form than that of a signed token is none of ours. */
export const looksLikeToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);

/**
 * Keys are found by `kid` among the provider's, and by nothing that the token brings along. Names of extensions that must
 * be understood (`crit`) are refused, for there are none. `typ`: RFC 9068 has at+jwt; many providers write JWT, or nothing.
 */
export const tokenHeader = z.object({
  kid: z.string().min(1).max(255).optional(),
  typ: z
    .string()
    .regex(/^(application\/)?(at\+)?jwt$/i)
    .optional(),
  ...{ crit: absent, jku: absent, jwk: absent, x5u: absent, x5c: absent },
});

/**
 * An access token, as far as providers let it be told from others of theirs: ID tokens have hashes of what they came with,
 * logout tokens have events; Keycloak writes the kind into `typ`, Cognito into `token_use`. `cnf` binds a token to a key
 * that its holder would have to prove; whoever only shows it may have stolen it.
 */
const accessToken = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  iat: z.number(),
  exp: z.number().nonnegative(),
  typ: z
    .string()
    .regex(/^bearer$/i)
    .optional(),
  token_use: z.literal('access').optional(),
  ...{ at_hash: absent, c_hash: absent, events: absent, cnf: absent },
});

/** Throws a Problem: 401 where it is no access token, 403 where it is one that gives no role. */
export function callerOf(claims: object, settings: ProviderSettings, now: Date): Caller {
  const token = accessToken.safeParse(claims);
  if (!token.success) throw unauthenticated('the token is not an access token as Intake takes them');
  const { sub, iat, exp } = token.data;
  if (iat > now.getTime() / 1_000 + LEEWAY_SECONDS) throw unauthenticated('the token was issued in the future');
  const role = roleOf(claims, settings);
  const owner = `${settings.issuer} ${sub}`;
  const end = Math.min(exp + LEEWAY_SECONDS, LAST_SECOND);
  return {
    ...{ actor: owner, owner, role, destinations: destinationsOf(claims, settings, role) },
    ...{ keyId: null, expiresAt: new Date(end * 1_000).toISOString() },
  };
}

function roleOf(claims: object, { rolesClaim, roles }: ProviderSettings): Role {
  const held = wordsOf(claimOf(claims, rolesClaim)).flatMap((word) => roles.get(word) ?? []);
  if (held.length === 0) throw new Problem('forbidden', 'the token is valid, and gives none of the roles of Intake');
  return highest(held);
}

/** What the provider does not say opens nothing: but the roles above a submitter's are not narrowed by silence. */
function destinationsOf(claims: object, { destinationsClaim }: ProviderSettings, role: Role): string[] | null {
  if (destinationsClaim === null) return null;
  const said = claimOf(claims, destinationsClaim);
  return said === undefined && reaches(role, 'operator') ? null : wordsOf(said);
}

/** A claim of just this name, dots included, or what its parts lead to: `https://x.example/roles`, `realm_access.roles`. */
function claimOf(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name as keyof typeof claims];
  return name.split('.').reduce<unknown>((of, part) => {
    const isThere = typeof of === 'object' && of !== null && Object.hasOwn(of, part);
    return isThere ? of[part as keyof typeof of] : undefined;
  }, claims);
}

/** A list of texts, or one with spaces, as `scope` is. */
function wordsOf(said: unknown): string[] {
  if (typeof said === 'string') return said.split(' ').filter(Boolean);
  return Array.isArray(said) ? said.filter((word) => typeof word === 'string') : [];
}
