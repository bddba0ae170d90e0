/**
 * One HTTP exchange, as undici tells it. Guarantee: `mayBegin` is asked after the connection stands, right before the first
 * byte goes out; it ends in its time whatever the other side does; what is kept of the answer is bounded; and once it has
 * ended nothing of it is left, no timer and no listener.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** The claim's lease ended before the first byte went out: nothing was sent, and someone else may send it. */
export class LeaseOver extends Error {
  override name = 'LeaseOver';
}

class TimeIsOver extends Error {
  override name = 'TimeoutError';
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As far as it came, and is kept. */
  body: Buffer;
  truncated: boolean;
}

const KEPT_BYTES = 64 * 1024;

export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects where no status line came; what follows one cannot take it back. */
  readonly answer: Promise<Answer>;
  private resolve!: (answer: Answer) => void;
  private reject!: (error: Error) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private readonly timer: NodeJS.Timeout;
  private isOver = false;
  private head: Pick<Answer, 'status' | 'headers'> | null = null;
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly mayBegin: () => boolean,
    timeoutMs: number,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(() => this.cutOff(new TimeIsOver()), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // As long as a look-up or a handshake is silent there is nothing to abort: it is over before it could begin.
    if (this.isOver) controller.abort(new TimeIsOver());
    else if (!this.mayBegin()) controller.abort(new LeaseOver('the lease ended before the request began'));
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    // One before it is not yet the answer.
    if (status >= 200) this.head = { status, headers };
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.isOver) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size > KEPT_BYTES) this.cutOff(new Error('no more of it is kept'));
  }

  onResponseEnd(): void {
    this.end(false);
  }

  /** Also of what was cut off here, which is over already. */
  onResponseError(_: unknown, error: Error): void {
    this.end(true, error);
  }

  private cutOff(why: Error): void {
    this.end(true, why);
    this.controller?.abort(why);
  }

  private end(truncated: boolean, error?: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.head === null) this.reject(error ?? new Error('it ended without an answer'));
    else this.resolve({ ...this.head, body: Buffer.concat(this.chunks).subarray(0, KEPT_BYTES), truncated });
  }
}
