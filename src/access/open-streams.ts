/** Guarantee: a stream ends when what opened it is revoked or expires (G12); its reader then hears why, with a 401. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { systemClock } from '../platform/clock.js';
import { Drain } from '../platform/http/drain.js';
import { type EventStream, openEventStream } from '../platform/http/sse.js';
import { LogTail } from '../platform/store/log-tail.js';
import { accessKeyStream } from './access-key.js';
import { AccessKeys } from './access-keys.js';
import type { Caller } from './caller.js';

type Endable = Pick<EventStream, 'end' | 'closed'>;

/** Longer waits than a timer can have are cut into such pieces. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class OpenStreams {
  private readonly byKey = new Map<string, Set<Endable>>();

  constructor(
    private readonly keys: AccessKeys,
    private readonly drain: Drain,
    tail: LogTail,
  ) {
    tail.listen((news) => {
      for (const { type, stream } of news) if (type === 'AccessKeyRevoked') this.endAll(stream);
    });
  }

  /** `after`: what the reader has seen already. */
  open(reply: FastifyReply, caller: Caller, after: number): EventStream {
    const out = openEventStream(reply, { stopping: this.drain.stopping, after });
    this.endWith(caller, out);
    return out;
  }

  private endWith(caller: Caller, out: Endable): void {
    if (caller.keyId !== null) {
      this.keep(accessKeyStream(caller.keyId), out);
      // Revoked after the guard had looked, and before this one listened.
      this.keys.stillHolds(caller).catch(() => out.end());
    }
    if (caller.expiresAt !== null) endAt(Date.parse(caller.expiresAt), out);
  }

  private keep(stream: string, out: Endable): void {
    const open = this.byKey.get(stream) ?? new Set();
    this.byKey.set(stream, open.add(out));
    out.closed.addEventListener('abort', () => {
      open.delete(out);
      if (open.size === 0 && this.byKey.get(stream) === open) this.byKey.delete(stream);
    });
  }

  private endAll(stream: string): void {
    for (const out of this.byKey.get(stream) ?? []) out.end();
  }
}

function endAt(time: number, out: Endable): void {
  const leftMs = time - systemClock.now().getTime();
  if (leftMs <= 0) {
    out.end();
    return;
  }
  const timer = setTimeout(() => endAt(time, out), Math.min(leftMs, LONGEST_TIMER_MS));
  out.closed.addEventListener('abort', () => clearTimeout(timer));
}
