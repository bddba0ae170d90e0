/** Header values and credentials go into the vault before the event that names them; `***` keeps what stands there. */
import { Injectable } from '@nestjs/common';
import type { DestinationPolicy } from '../../events/shapes.js';
import { type FieldError, Problem } from '../../platform/http/problem.js';
import { Vault } from '../../platform/vault.js';
import { type Auth, type DestinationInput, HIDDEN } from '../../views/destination.js';

/** Set by the connection, by Intake, or by Standard Webhooks. */
const RESERVED =
  /^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|content-length|content-type|content-encoding|idempotency-key|traceparent|webhook-.*|intake-.*)$/i;

@Injectable()
export class HiddenValues {
  constructor(private readonly vault: Vault) {}

  async policyFrom(
    stream: string,
    { headers, auth, ...rest }: DestinationInput,
    standing: DestinationPolicy | null,
  ): Promise<DestinationPolicy> {
    refuseReserved(headers, auth);
    const kept = new Map(standing?.headers.map(({ name, secretId }) => [name.toLowerCase(), secretId]));
    const entries = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
    const fresh = entries.filter(([, value]) => value !== HIDDEN);
    const sealed = await this.vault.seal(
      stream,
      fresh.map(([, value]) => value),
    );
    const idOf = new Map(fresh.map(([name], index) => [name, sealed[index]!]));
    return {
      ...rest,
      headers: entries.map(([name]) => ({
        name,
        secretId: idOf.get(name) ?? kept.get(name.toLowerCase()) ?? nothingToKeep(`/headers/${name}`),
      })),
      auth: auth && { type: auth.type, secretId: await this.authSecret(stream, auth, standing) },
    };
  }

  private async authSecret(stream: string, auth: Auth, standing: DestinationPolicy | null): Promise<string> {
    const values = auth.type === 'basic' ? [auth.username, auth.password] : [auth.token];
    if (!values.includes(HIDDEN)) return this.sealOne(stream, authorization(auth));
    if (standing?.auth?.type !== auth.type) return nothingToKeep('/auth');
    const { secretId } = standing.auth;
    if (auth.type === 'bearer' || values.every((value) => value === HIDDEN)) return secretId;
    const kept = credentials((await this.vault.open([secretId])).get(secretId)!);
    const username = auth.username === HIDDEN ? kept.username : auth.username;
    const password = auth.password === HIDDEN ? kept.password : auth.password;
    return this.sealOne(stream, authorization({ ...auth, username, password }));
  }

  private async sealOne(stream: string, value: string): Promise<string> {
    const [id] = await this.vault.seal(stream, [value]);
    return id!;
  }
}

/** The Authorization header as it will be sent. */
const authorization = (auth: Auth): string =>
  auth.type === 'bearer'
    ? `Bearer ${auth.token}`
    : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;

/** Of basic auth, back from its header. */
function credentials(header: string): { username: string; password: string } {
  const pair = Buffer.from(header.slice('Basic '.length), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function refuseReserved(headers: Record<string, string>, auth: Auth | null): void {
  const names = Object.keys(headers);
  const lower = names.map((name) => name.toLowerCase());
  const wrong = names.filter(
    (name, index) =>
      RESERVED.test(name) || lower.indexOf(lower[index]!) !== index || (auth && lower[index] === 'authorization'),
  );
  if (wrong.length === 0) return;
  const errors: FieldError[] = wrong.map((name) => ({
    in: 'body',
    pointer: `/headers/${name}`,
    detail: 'is set by Intake or the connection, stands here twice, or contradicts auth',
  }));
  throw new Problem('header-not-allowed', 'some of the headers are not a destination’s own', { errors });
}

function nothingToKeep(pointer: string): never {
  throw new Problem('validation-failed', `${HIDDEN} keeps a value, and there is none yet`, {
    errors: [{ in: 'body', pointer, detail: 'has no value to keep' }],
  });
}
