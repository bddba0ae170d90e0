/**
 * Nothing under /v1 is answered without a key: not a route, not a 404, not a body read; and each route only to the role that
 * it says (G12). A key is the admin's, an access key, or a token of the identity provider; the console comes in by its
 * session, and the stream of an input opens to a token of its own too. It runs as the first hook of the server, so the hot
 * door and Nest's routes have the one same check; what it knows already it decides at once.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { uuid } from '../platform/http/fields.js';
import { Problem } from '../platform/http/problem.js';
import { decodedPath } from '../platform/http/request-rules.js';
import type { AccessKeys } from './access-keys.js';
import type { RouteAccess } from './allowed-to.js';
import { ADMIN, type Caller, maySendTo, ownerSeenBy, reaches } from './caller.js';
import type { ConsoleSessions } from './console-sessions.js';
import type { InputOwners } from './input-owners.js';
import type { ProviderTokens } from './provider-tokens.js';
import { STREAM_TOKEN_ROUTE, type StreamTokens } from './stream-token.js';
import { unauthenticated } from './unauthenticated.js';

export interface GuardParts {
  adminKey: string;
  /** null: this process answers nobody. */
  tokens: StreamTokens | null;
  sessions: ConsoleSessions | null;
  keys: Pick<AccessKeys, 'holderOf' | 'holderById' | 'stillHolds'>;
  /** null: there is no identity provider. */
  provider: Pick<ProviderTokens, 'holderOf'> | null;
  inputs: Pick<InputOwners, 'ownerOf'>;
}

type Later<T> = T | Promise<T>;

export class AccessGuard {
  private readonly adminKey: Buffer;

  constructor(private readonly parts: GuardParts) {
    this.adminKey = digest(parts.adminKey);
  }

  /** Throws, or rejects with, a Problem for a request that may not come in; else it knows its caller from here on. */
  admit(request: FastifyRequest): Later<void> {
    if (!isProtected(request)) return;
    return then(this.callerOf(request), (caller) => {
      request.caller = caller;
      const access = request.routeOptions.config.access;
      // Where there is no route there is nothing to be allowed to.
      if (!request.is404 && access) return this.allow(request, access);
    });
  }

  private callerOf(request: FastifyRequest): Later<Caller> {
    const { authorization } = request.headers;
    if (authorization === undefined) return this.consoleOf(request) ?? this.listenerOf(request);
    return then(this.holderOf(authorization, request.ip), (caller) => {
      if (!caller) throw unauthenticated('the access key is not valid');
      return caller;
    });
  }

  private holderOf(authorization: string, address: string): Later<Caller | null> {
    const sent = /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (sent === undefined) throw unauthenticated('Authorization must be: Bearer <access key>');
    if (timingSafeEqual(digest(Buffer.from(sent, 'latin1')), this.adminKey)) return ADMIN;
    return this.parts.keys.holderOf(sent, address) ?? this.parts.provider?.holderOf(sent) ?? null;
  }

  /** Who is signed in, where the console asks; null: it is somebody else. */
  private consoleOf(request: FastifyRequest): Later<Caller> | null {
    const session = this.parts.sessions?.of(request) ?? null;
    if (session === null) return null;
    const holder = session.keyId === null ? ADMIN : this.parts.keys.holderById(session.keyId);
    return then(holder, (caller) => ({ ...caller, expiresAt: sooner(session.expiresAt, caller.expiresAt) }));
  }

  /** Who cannot send a header, by the token of one stream. */
  private listenerOf(request: FastifyRequest): Later<Caller> {
    const { token } = request.query as { token?: unknown };
    if (request.is404 || request.routeOptions.url !== STREAM_TOKEN_ROUTE || token === undefined) {
      throw unauthenticated(null);
    }
    const { id } = request.params as { id: string };
    const caller = typeof token === 'string' ? this.parts.tokens?.callerOf(token, id.toLowerCase()) : null;
    if (!caller) throw unauthenticated('the token is not valid for this stream, or has expired');
    return this.parts.keys.stillHolds(caller).then(() => caller);
  }

  private allow({ caller, params }: FastifyRequest, { role, only }: RouteAccess): Later<void> {
    if (!reaches(caller.role, role)) throw new Problem('forbidden', `this is for the role ${role} and above`);
    const { id, name } = params as { id?: string; name?: string };
    if (only === 'allowed-destinations' && !maySendTo(caller, name!)) {
      throw new Problem('forbidden', 'this caller may not send to this destination');
    }
    const owner = ownerSeenBy(caller);
    if (only === 'own-inputs' && owner !== null) return this.requireOwn(id!, owner);
  }

  /** What is somebody else's is answered as what is not there, so that nobody finds out what there is. */
  private async requireOwn(id: string, owner: string): Promise<void> {
    const input = uuid.safeParse(id);
    // What is no id, the route itself refuses.
    if (!input.success || (await this.parts.inputs.ownerOf(input.data)) === owner) return;
    throw new Problem('not-found', 'there is no input here');
  }
}

/** What is there already goes on at once: a promise would cost each request of the hot door a turn. */
const then = <A, B>(value: Later<A>, next: (value: A) => Later<B>): Later<B> =>
  value instanceof Promise ? value.then(next) : next(value);

/** Of two times in UTC; null is never. */
const sooner = (a: string, b: string | null): string => (b !== null && b < a ? b : a);

/** Digests have one length, so that comparing tells nothing about the key, its length included. */
const digest = (bytes: string | Buffer): Buffer => hash('sha256', bytes, 'buffer');

/**
 * What the router matched decides, never the text of the path: `/%761/inputs` is /v1/inputs to the router.
 * Where it matched nothing, there is nothing to protect but the list of what exists.
 */
function isProtected(request: FastifyRequest): boolean {
  if (request.routeOptions.config.access) return true;
  const path = request.is404 ? decodedPath(request) : (request.routeOptions.url ?? '/v1');
  return /^\/+v1(\/|$)/i.test(path);
}
