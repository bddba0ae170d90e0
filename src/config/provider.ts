/** Whose tokens let in, beside access keys. */
import { z } from 'zod';
import { type Role as CallerRole, roles as callerRoles } from '../events/shapes.js';
import { allowed, commaList, described, type Read, text } from './kinds.js';
import { isLoopback } from './loopback.js';
import { StartRefused } from './start-refused.js';

/** What is read from there opens doors: nobody on the way may change it. */
export function isTrustworthy(address: string): boolean {
  if (!URL.canParse(address) || /\s/.test(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) && !username && !password;
}

const address = z
  .string()
  .max(255, 'must have at most 255 characters')
  .refine(isTrustworthy, 'must be an https URL (http on this machine only) without a user')
  .register(allowed, { values: 'an https URL' });

/** Such as `intake-users=submitter, ops=operator`. */
const namesOfRoles = commaList
  .transform((parts, context) => {
    const pairs = parts.map((part) => /^(.+)=(\w+)$/.exec(part)?.slice(1) ?? []);
    const known = pairs.every(([, role]) => callerRoles.some((each) => each === role));
    if (known && pairs.length > 0) return new Map(pairs as [string, CallerRole][]);
    context.addIssue(`must be name=role,name=role, each role one of ${callerRoles.join(', ')}`);
    return z.NEVER;
  })
  .register(allowed, { values: '`intake-users=submitter,ops=operator`' });

export const variables = {
  INTAKE_OIDC_ISSUER: address
    .refine((url) => !/[?#]/.test(url), 'must have neither query nor fragment')
    .register(allowed, { values: 'an https URL' })
    .optional()
    .register(described, {
      does: 'whose tokens let in beside access keys ([access.md](access.md#tokens-of-an-identity-provider)); word for word as `iss` says it',
      otherwise: 'no tokens',
      roles: ['api'],
    }),
  INTAKE_OIDC_AUDIENCE: text('any')
    .optional()
    .register(described, {
      does: 'what `aud` of a token must name: this Intake, and nothing that people sign in to',
      otherwise: 'needed with an issuer',
      roles: ['api'],
    }),
  INTAKE_OIDC_JWKS_URL: address.optional().register(described, {
    does: 'where its keys are',
    otherwise: 'where its `/.well-known/openid-configuration` says',
    roles: ['api'],
  }),
  INTAKE_OIDC_ROLES_CLAIM: text('the name of a claim, or a path to it: `realm_access.roles`')
    .default('roles')
    .register(described, { does: 'where a token says what its holder may do', roles: ['api'] }),
  INTAKE_OIDC_ROLES: namesOfRoles.default(new Map(callerRoles.map((role) => [role, role]))).register(described, {
    does: 'which of those names stands for which role; others for none',
    otherwise: 'as they are: `submitter`, `operator`, `admin`',
    roles: ['api'],
  }),
  INTAKE_OIDC_DESTINATIONS_CLAIM: text('as the claim of roles')
    .optional()
    .register(described, {
      does: 'where a token says to which destinations its holder may send; a submitter whose token does not say may send to none',
      otherwise: 'to all',
      roles: ['api'],
    }),
};

/** An OpenID provider whose access tokens let in. */
export interface ProviderSettings {
  issuer: string;
  audience: string;
  /** null: as its discovery document says. */
  jwksUrl: string | null;
  /** The name of a claim, or a path with dots. */
  rolesClaim: string;
  /** What the claim says, and the role that it stands for. */
  roles: ReadonlyMap<string, CallerRole>;
  /** null: its tokens say nothing of destinations. */
  destinationsClaim: string | null;
}

export interface Provider {
  /** null: nobody comes in by a token of an identity provider. */
  provider: ProviderSettings | null;
}

/** Throws StartRefused where more would let in than was meant, or nobody. */
export function settings(v: Read<typeof variables>, given: NodeJS.ProcessEnv): Provider {
  const { INTAKE_OIDC_ISSUER: issuer, INTAKE_OIDC_AUDIENCE: audience } = v;
  if (issuer === undefined) {
    const alone = Object.keys(variables).find((name) => given[name] !== undefined);
    if (alone) throw new StartRefused(`${alone} needs INTAKE_OIDC_ISSUER`);
    return { provider: null };
  }
  if (audience === undefined) {
    throw new StartRefused(
      'INTAKE_OIDC_ISSUER needs INTAKE_OIDC_AUDIENCE: a token for somebody else must not let in here',
    );
  }
  return {
    provider: {
      ...{ issuer, audience },
      jwksUrl: v.INTAKE_OIDC_JWKS_URL ?? null,
      rolesClaim: v.INTAKE_OIDC_ROLES_CLAIM,
      roles: v.INTAKE_OIDC_ROLES,
      destinationsClaim: v.INTAKE_OIDC_DESTINATIONS_CLAIM ?? null,
    },
  };
}
