/**
 * Access keys as this process knows them. Guarantees: a key that was revoked more than 5 s ago, wherever that was done, lets
 * nobody in, and neither does one that has expired (G12). Who shows keys that do not exist has the database asked a few at a
 * time only, and from one address only so often; what is known meanwhile is not held up.
 */
import { Injectable } from '@nestjs/common';
import { systemClock } from '../platform/clock.js';
import { LogTail } from '../platform/store/log-tail.js';
import { LogReader } from '../platform/store/reader.js';
import { StreamCache } from '../platform/store/stream-cache.js';
import { FewAtOnce } from '../platform/waiting.js';
import { type AccessKeyState, accessKeyFold, accessKeyStream, hasHash, readAccessKey } from './access-key.js';
import { type Caller, highest } from './caller.js';
import { unauthenticated } from './unauthenticated.js';
import { UnknownKeys } from './unknown-keys.js';

/** Where the log's tail was not looked at for so long, what is known may have been revoked: the log itself is asked. */
const TRUSTED_MS = 3_000;
const LOOKS_AT_ONCE = 4;

@Injectable()
export class AccessKeys {
  private readonly states: StreamCache<AccessKeyState>;
  private readonly looks = new FewAtOnce(LOOKS_AT_ONCE);
  private readonly underWay = new Map<string, Promise<AccessKeyState>>();
  private readonly lookedAt = new Map<string, number>();

  constructor(
    reader: LogReader,
    private readonly tail: LogTail,
    private readonly unknown: UnknownKeys,
  ) {
    this.states = new StreamCache(reader, accessKeyFold, tail);
  }

  /**
   * Who holds this key; null: it is none. Throws a Problem that says why it opens nothing any more. At once, where it is
   * known; else who asks from this address may have to wait before it tries another one.
   */
  holderOf(key: string, address: string): Caller | null | Promise<Caller | null> {
    const sent = readAccessKey(key);
    if (!sent) return null;
    const admit = (state: AccessKeyState) => admitted(sent.id, sent.secret, state);
    const known = this.known(sent.id);
    return known ? admit(known) : this.look(sent.id, address).then(admit);
  }

  /** Throws a Problem where the key that a caller came in with lets nobody in any more. */
  async stillHolds({ keyId }: Caller): Promise<void> {
    if (keyId !== null) refuseEnded(this.known(keyId) ?? (await this.look(keyId, null)));
  }

  /** Who comes in by what was given for this key. Throws a Problem where the key opens nothing any more. */
  async holderById(id: string): Promise<Caller> {
    const state = this.known(id) ?? (await this.look(id, null));
    // After a restore from a backup it may never have been.
    if (state.status === 'absent') throw unauthenticated('the access key is not valid');
    refuseEnded(state);
    return callerOf(id, state);
  }

  /** What the log's tail has told is trusted while the tail goes on, and what the log itself was asked for as long again. */
  private known(id: string): AccessKeyState | undefined {
    const seen = this.tail.idleMs <= TRUSTED_MS || performance.now() - (this.lookedAt.get(id) ?? 0) <= TRUSTED_MS;
    return seen ? this.states.peek(accessKeyStream(id))?.state : undefined;
  }

  /** One question for all who come with the same key meanwhile. `address` null: we have let its holder in before. */
  private look(id: string, address: string | null): Promise<AccessKeyState> {
    const ask = () => this.ask(id);
    const begin = () => (address === null ? ask() : this.unknown.spend(address, ask, isThere));
    const look = this.underWay.get(id) ?? begin().finally(() => this.underWay.delete(id));
    this.underWay.set(id, look);
    return look;
  }

  private async ask(id: string): Promise<AccessKeyState> {
    const { state, begun } = await this.looks.run(async () => {
      const begun = performance.now();
      return { ...(await this.states.refresh(accessKeyStream(id))), begun };
    });
    // Keys that do not exist must not fill the memory.
    if (isThere(state)) this.lookedAt.set(id, begun);
    return state;
  }
}

const isThere = ({ status }: AccessKeyState): boolean => status !== 'absent';

function admitted(id: string, secret: string, state: AccessKeyState): Caller | null {
  if (!isThere(state) || !hasHash(secret, state.hash)) return null;
  refuseEnded(state);
  return callerOf(id, state);
}

const callerOf = (id: string, { owner, roles, destinations, expiresAt }: AccessKeyState): Caller => ({
  ...{ actor: `ik_${id}`, owner, role: highest(roles) },
  ...{ destinations, keyId: id, expiresAt },
});

/** Only who has shown the whole key is told. */
function refuseEnded({ status, expiresAt }: AccessKeyState): void {
  if (status === 'revoked') throw unauthenticated('the access key was revoked');
  if (expiresAt !== null && systemClock.now().toISOString() >= expiresAt)
    throw unauthenticated('the access key has expired');
}
