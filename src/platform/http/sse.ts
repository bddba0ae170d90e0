/**
 * Server-sent events on one connection: a heartbeat that moves the reader's place on, and an end when the reader leaves, is
 * too slow, reads nothing any more, or the process stops. Never more than a bounded number of bytes and one write waits for a reader.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { onceGone } from './gone.js';
import { cutWhenSilent } from './silence.js';

const HEARTBEAT_MS = 15_000;
/** Who takes nothing for so long, of what waits for it, holds it for ever. */
const SILENT_BEATS = 2;
const MAX_PENDING_BYTES = 256 * 1024;
/** What the browser waits before it comes back. */
const RETRY_MS = 2000;

export interface ServerSentEvent {
  /** Position in the log: where a reader goes on with Last-Event-ID. */
  id: number;
  event: string;
  /** Written as JSON, which never has a line break of its own. */
  data: unknown;
}

export interface EventStreamOptions {
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  /** What the reader has seen already: its Last-Event-ID. */
  after: number;
  heartbeatMs?: number;
  maxPendingBytes?: number;
}

export class EventStream {
  private readonly ended = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly maxPendingBytes: number;
  private looked: number;
  /** Called before each heartbeat: the time to say how far was looked. */
  beforeBeat: () => void = () => {};

  constructor(
    private readonly out: Writable,
    { stopping, after, heartbeatMs = HEARTBEAT_MS, maxPendingBytes = MAX_PENDING_BYTES }: EventStreamOptions,
  ) {
    this.looked = after;
    this.maxPendingBytes = maxPendingBytes;
    this.heartbeat = setInterval(() => this.beat(), heartbeatMs);
    const stop = () => this.end();
    stopping.addEventListener('abort', stop, { once: true });
    onceGone(out, () => {
      clearInterval(this.heartbeat);
      stopping.removeEventListener('abort', stop);
      this.ended.abort();
    });
    // A reader that resets the connection is no fault of ours; 'close' follows.
    out.on('error', () => {});
    // Who begins somewhere is told where, before anything else: cut off at once, it comes back to there.
    this.write(`retry: ${RETRY_MS}\n${after > 0 ? `id: ${after}\n` : ''}\n`);
    if (stopping.aborted) this.end();
  }

  /** Aborted when nobody reads any more, whoever ended it. */
  get closed(): AbortSignal {
    return this.ended.signal;
  }

  /** The furthest position that was told or looked at: where the reader goes on. */
  get position(): number {
    return this.looked;
  }

  /** So much waits that one more write would cut the reader. */
  get isFull(): boolean {
    return this.out.writableLength > this.maxPendingBytes;
  }

  send(event: ServerSentEvent): void {
    this.pass(framed(event), event.id);
  }

  /** Events that were framed already, for many readers at once; `last` is the id of the last one. */
  pass(frames: string | Buffer, last: number): void {
    this.lookedAt(last);
    this.write(frames);
  }

  /**
   * Heartbeats carry the furthest position looked at, so that a reader who comes back need not have it all looked at
   * again. It never goes back: what was told already would be told twice.
   */
  lookedAt(position: number): void {
    this.looked = Math.max(this.looked, position);
  }

  /** To be awaited between the events of a history: a reader that keeps reading is then never cut. */
  async ready(): Promise<void> {
    if (this.closed.aborted || !this.out.writableNeedDrain) return;
    await once(this.out, 'drain', { signal: this.closed }).catch(() => {});
  }

  /** What was sent still arrives. */
  end(): void {
    clearInterval(this.heartbeat);
    this.out.end();
    this.ended.abort();
  }

  private beat(): void {
    this.beforeBeat();
    // Who still has something to read needs no sign of life.
    if (!this.out.writableNeedDrain) this.write(`id: ${this.looked}\n\n`);
  }

  private write(text: string | Buffer): void {
    if (this.closed.aborted) return;
    // A slow reader is cut; it comes back with the last id it has seen and misses nothing. What counts is what waits
    // already: an event larger than the bound would else cut everybody, each time.
    if (this.isFull) this.out.destroy();
    else this.out.write(text);
  }
}

export const framed = ({ id, event, data }: ServerSentEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** Takes the reply over. The headers set on it so far (Request-Id, CORS, what a browser is told) are kept. */
export function openEventStream(reply: FastifyReply, options: EventStreamOptions): EventStream {
  reply.hijack();
  const { raw }: { raw: ServerResponse } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
  });
  cutWhenSilent(raw, SILENT_BEATS * (options.heartbeatMs ?? HEARTBEAT_MS));
  const stream = new EventStream(raw, options);
  if (reply.request.method === 'HEAD') stream.end();
  return stream;
}
