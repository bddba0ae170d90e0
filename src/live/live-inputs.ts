/**
 * The end of the log, told to all who listen to inputs in this process. Guarantee: whoever follows from a position is told
 * every event of its selection beyond it, once and in order, until it is closed or put out to read for itself. An event costs
 * one look for each different selection, one framing, and a share of one write for each reader: what comes while others are
 * written to goes out together. What waits to be told is bounded.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EventStream } from '../platform/http/sse.js';
import { LogTail } from '../platform/store/log-tail.js';
import type { StoredEvent } from '../platform/store/stored-event.js';
import { rest } from '../platform/waiting.js';
import { Audience } from './audience.js';
import { Frames } from './frames.js';
import type { Selection } from './selection.js';

const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** Audiences looked at and readers written to before others in this process have their turn. */
const AT_A_TIME = 100;
const NEVER = new AbortController().signal;

@Injectable()
export class LiveInputs {
  private readonly audiences = new Map<string, Audience>();
  private waiting: StoredEvent[] = [];
  private waitingBytes = 0;
  private telling = false;
  /** Everybody here has been told all there was up to this position. */
  private told = 0;
  private looks = 0;

  constructor(private readonly tail: LogTail) {
    tail.readWholeWhile(() => this.audiences.size > 0);
    tail.listen((_, whole) => this.take(whole));
  }

  /** Resolves when the reader is closed, or has to catch up from its position; at once, where it has to already. */
  follow(out: EventStream, selection: Selection): Promise<void> {
    // Looked at and joined in one go: what the tail has not given yet comes to the audience, the rest this reader has seen.
    if (out.closed.aborted || out.position < this.tail.position) return Promise.resolve();
    return new Promise((resolve) => {
      const audience = this.audienceOf(selection);
      const putOut = () => {
        out.closed.removeEventListener('abort', putOut);
        out.beforeBeat = () => {};
        audience.remove(out);
        if (audience.isEmpty && this.audiences.get(selection.key) === audience) this.audiences.delete(selection.key);
        resolve();
      };
      out.closed.addEventListener('abort', putOut);
      out.beforeBeat = () => out.lookedAt(this.told);
      audience.add(out, putOut);
    });
  }

  private audienceOf(selection: Selection): Audience {
    const audience = this.audiences.get(selection.key) ?? new Audience(selection);
    this.audiences.set(selection.key, audience);
    return audience;
  }

  /** null: it was on its way before anybody listened. Who has come meanwhile reads for itself. */
  private take(events: readonly StoredEvent[] | null): void {
    if (this.audiences.size === 0) return;
    this.waiting.push(...(events ?? []));
    for (const { data } of events ?? []) this.waitingBytes += data.length;
    if (events === null || this.waitingBytes > MAX_WAITING_BYTES) this.putAllOut();
    if (!this.telling) void this.tell();
  }

  /** They go on by reading for themselves, each as fast as it can. */
  private putAllOut(): void {
    this.forget();
    for (const audience of this.audiences.values()) audience.putAllOut();
  }

  private forget(): void {
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private async tell(): Promise<void> {
    this.telling = true;
    try {
      do await this.tellWaiting();
      while (this.waiting.length > 0);
    } catch {
      // An event that this build cannot show: whoever reads for itself comes to it, and is refused there.
      this.putAllOut();
    } finally {
      this.telling = false;
    }
  }

  private async tellWaiting(): Promise<void> {
    const begin = performance.now();
    const upTo = this.tail.position;
    const frames = new Frames(this.waiting);
    this.forget();
    for (const audience of this.audiences.values()) {
      await this.breathe();
      await audience.tell(frames.of(audience.selection), () => this.breathe());
    }
    this.told = upTo;
    // As long again for everything else this process does: what comes meanwhile goes out together.
    const tookMs = performance.now() - begin;
    if (tookMs >= 1) await rest(tookMs, NEVER);
  }

  private async breathe(): Promise<void> {
    if (++this.looks % AT_A_TIME === 0) await nextTurn();
  }
}
