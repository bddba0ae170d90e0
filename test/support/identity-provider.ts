/** A real OpenID provider of a test's own, with one client for each caller; it can be away, and change its keys. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

// It warns of what matters to those who run it for others: where it keeps things, and Node 20.
jest.spyOn(console, 'warn').mockImplementation(() => {});
const { default: Provider } = await import('oidc-provider');

const AUDIENCE = 'https://intake.test';
const SECRET = 'a secret of a client of the tests';

export interface ProviderClient {
  roles?: string[];
  destinations?: string[];
}

/** What is signed besides, or otherwise, than the provider would; undefined: left out. */
interface Otherwise {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: Parameters<SignJWT['sign']>[0];
}

export interface IdentityProvider {
  issuer: string;
  /** What an Intake that trusts it is started with. */
  env: Record<string, string>;
  /** The key that it signs with. */
  signing: JWK;
  /** How often its keys were asked for. */
  keysAsked: number;
  /** Cuts every connection. */
  away: boolean;
  /** By the client's own way to it: client_credentials. */
  tokenOf(client: string): Promise<string>;
  /** Signed with its key: what it would never write. */
  sign(otherwise?: Otherwise): Promise<string>;
  /** Signs with a new key from here on, and names the one before too, or not. */
  rotate(withOverlap: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startIdentityProvider(
  clients: Record<string, ProviderClient>,
  otherKeys: JWK[] = [],
): Promise<IdentityProvider> {
  let answer: RequestListener;
  const server = createServer((request, response) => {
    if (request.url === '/jwks') provider.keysAsked++;
    if (provider.away) request.socket.destroy();
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signWith = (keys: JWK[]) => {
    answer = providerOf(issuer, clients, [...keys, ...otherKeys]).callback();
  };
  const provider: IdentityProvider = {
    issuer,
    env: {
      INTAKE_OIDC_ISSUER: issuer,
      INTAKE_OIDC_AUDIENCE: AUDIENCE,
      INTAKE_OIDC_ROLES_CLAIM: 'realm_access.roles',
      INTAKE_OIDC_DESTINATIONS_CLAIM: 'destinations',
    },
    signing: await newKey('RS256'),
    keysAsked: 0,
    away: false,
    tokenOf: (client) => askForToken(issuer, client),
    sign: (otherwise) => signed(provider, otherwise),
    async rotate(withOverlap) {
      const before = provider.signing;
      provider.signing = await newKey('RS256');
      signWith(withOverlap ? [provider.signing, before] : [provider.signing]);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  signWith([provider.signing]);
  return provider;
}

let made = 0;

/** A private key, with its name. */
export async function newKey(alg: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `key-${++made}` };
}

const providerOf = (issuer: string, clients: Record<string, ProviderClient>, keys: JWK[]) =>
  new Provider(issuer, {
    jwks: { keys: keys as never },
    clients: Object.keys(clients).map((client_id) => ({
      ...{ client_id, client_secret: SECRET, grant_types: ['client_credentials'] },
      ...{ redirect_uris: [], response_types: [] },
    })),
    ttl: { ClientCredentials: 600 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        getResourceServerInfo: () => ({
          ...{ scope: 'submit', audience: AUDIENCE, accessTokenFormat: 'jwt' as const },
          jwt: { sign: { alg: 'RS256' as const } },
        }),
      },
    },
    extraTokenClaims: (_, { clientId }) => {
      const { roles, destinations } = clients[clientId!]!;
      return { ...(roles && { realm_access: { roles } }), ...(destinations && { destinations }) };
    },
  });

async function askForToken(issuer: string, client: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client}:${encodeURIComponent(SECRET)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'submit' }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token for ${client}: ${response.status}`);
  return token;
}

function signed({ issuer, signing }: IdentityProvider, { claims, header, key }: Otherwise = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const good = { iss: issuer, aud: AUDIENCE, sub: 'anna', iat: now, exp: now + 600 };
  const roles = { realm_access: { roles: ['submitter'] } };
  const token = new SignJWT({ ...good, ...roles, ...claims } as JWTPayload);
  const { alg = 'RS256', kid } = signing;
  return token.setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header } as never).sign(key ?? signing, {
    // What the standard forbids is what these are about.
    crit: { 'x-other': true },
  });
}
