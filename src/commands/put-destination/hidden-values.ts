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
    if (values.every((value) => value === HIDDEN)) {
      return standing?.auth?.type === auth.type ? standing.auth.secretId : nothingToKeep('/auth');
    }
    // They are sealed as one value: a half that is kept cannot be put together with one that is new.
    if (values.includes(HIDDEN)) nothingToKeep('/auth');
    const [id] = await this.vault.seal(stream, [authorization(auth)]);
    return id!;
  }
}

/** The Authorization header as it will be sent. */
const authorization = (auth: Auth): string =>
  auth.type === 'bearer'
    ? `Bearer ${auth.token}`
    : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;

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
