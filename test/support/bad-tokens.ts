/** Tokens that must let nobody in (RFC 8725, RFC 9068): each is wrong in one way, and signed as well as it can be. */
import { createHmac, createPublicKey } from 'node:crypto';
import { type IdentityProvider, newKey } from './identity-provider.js';

const now = () => Math.floor(Date.now() / 1_000);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `canary`: an address that a token would have asked. */
export async function badTokens(provider: IdentityProvider, canary: string): Promise<[string, string][]> {
  const good = await provider.sign();
  const bad = [...ofClaims(provider), ...ofHeaders(provider, canary), ...(await ofKeys(provider)), ...ofForm(good)];
  return Promise.all(bad.map(async ([name, token]): Promise<[string, string]> => [name, await token]));
}

type Bad = [string, string | Promise<string>];

function ofClaims(provider: IdentityProvider): Bad[] {
  const wrong: [string, Record<string, unknown>][] = [
    ['expired', { exp: now() - 70 }],
    ['without an end', { exp: undefined }],
    ['of the future', { nbf: now() + 90 }],
    ['issued in the future', { iat: now() + 90 }],
    ['without when it was issued', { iat: undefined }],
    ['for somebody else', { aud: 'https://other.test' }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: 'https://other.test' }],
    ['of an issuer that begins the same', { iss: `${provider.issuer}/` }],
    ['of no issuer', { iss: undefined }],
    ['without a subject', { sub: undefined }],
    ['that is an ID token', { at_hash: 'x' }],
    ['bound to a key', { cnf: { jkt: 'x' } }],
  ];
  return wrong.map(([name, claims]) => [name, provider.sign({ claims })]);
}

function ofHeaders(provider: IdentityProvider, canary: string): Bad[] {
  const wrong: [string, Record<string, unknown>][] = [
    ['with an extension that must be understood', { crit: ['x-other'], 'x-other': 1 }],
    ['that names where its keys are', { jku: canary }],
    ['that names where its certificate is', { x5u: canary }],
    ['that brings a certificate', { x5c: ['AAAA'] }],
    ['of a key that is a path', { kid: '../../../../etc/passwd' }],
    ['of a key that is an address', { kid: canary }],
    ['of a key that is SQL', { kid: "' or 1=1 --" }],
    ['of a key that nobody has', { kid: 'none' }],
    ['that is a logout token', { typ: 'logout+jwt' }],
  ];
  return wrong.map(([name, header]) => [name, provider.sign({ header })]);
}

async function ofKeys(provider: IdentityProvider): Promise<Bad[]> {
  const published = createPublicKey({ key: provider.signing as never, format: 'jwk' });
  const stranger = await newKey('RS256');
  const own = createPublicKey({ key: stranger as never, format: 'jwk' }).export({ format: 'jwk' });
  const pem = published.export({ type: 'spki', format: 'pem' }).toString();
  const number = `${published.export({ format: 'jwk' }).n}`;
  const secrets = { 'its text': pem, 'its text without the end': pem.trimEnd(), 'its number': number };
  const header = { alg: 'HS256', typ: 'at+jwt', kid: provider.signing.kid };
  const hmac = async (secret: string) => {
    const [, claims] = (await provider.sign()).split('.');
    const said = `${encoded(header)}.${claims}`;
    return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
  };
  return [
    ...Object.entries(secrets).map(
      ([name, secret]): Bad => [`signed with the public key as a secret: ${name}`, hmac(secret)],
    ),
    ['signed by a stranger', provider.sign({ key: stranger })],
    [
      'signed by a stranger whose key it brings',
      provider.sign({ key: stranger, header: { jwk: own, kid: stranger.kid } }),
    ],
    [
      'signed by a stranger whose key it brings, by the name of a good one',
      provider.sign({ key: stranger, header: { jwk: own } }),
    ],
  ];
}

function ofForm(good: string): Bad[] {
  const [header = '', claims = '', signature = ''] = good.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  const admin = encoded({ ...said, realm_access: { roles: ['admin'] } });
  return [
    ['not signed', `${encoded({ alg: 'none', typ: 'at+jwt' })}.${claims}.`],
    ['not signed, and it says so otherwise', `${encoded({ alg: 'nOnE' })}.${claims}.${signature}`],
    ['of no algorithm', `${encoded({ typ: 'at+jwt' })}.${claims}.${signature}`],
    ['changed', `${header}.${admin}.${signature}`],
    ['cut', good.slice(0, -4)],
    ['without its signature', `${header}.${claims}.`],
    ['with a signature of nothing', `${header}.${claims}.AAAA`],
    ['whose claims are none', `${header}.${encoded('text')}.${signature}`],
    ['whose header is no JSON', `AAAA.${claims}.${signature}`],
    ['whose header is a list', `${encoded([])}.${claims}.${signature}`],
    ['of five parts', `${good}.AAAA.AAAA`],
    ['of two parts', `${header}.${claims}`],
    ['twice', `${good} ${good}`],
  ];
}
