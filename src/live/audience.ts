/** Readers who are told the same: what is news to all of them is one piece of memory, however many they are. */
import type { EventStream } from '../platform/http/sse.js';
import type { Frame } from './frames.js';
import type { Selection } from './selection.js';

export class Audience {
  /** Each with what puts it out: it goes on by reading for itself. */
  private readonly readers = new Map<EventStream, () => void>();

  constructor(readonly selection: Selection) {}

  get isEmpty(): boolean {
    return this.readers.size === 0;
  }

  add(out: EventStream, putOut: () => void): void {
    this.readers.set(out, putOut);
  }

  remove(out: EventStream): void {
    this.readers.delete(out);
  }

  putAllOut(): void {
    for (const putOut of this.readers.values()) putOut();
  }

  /** `breathe` lets the rest of the process have its turn; readers come and go meanwhile. */
  async tell(news: readonly Frame[], breathe: () => Promise<void>): Promise<void> {
    if (news.length === 0) return;
    const all = wordsAfter(0, news);
    const [first, last] = [news[0]!.position, news.at(-1)!.position];
    for (const [out, putOut] of this.readers) {
      await breathe();
      // Who has joined meanwhile has seen it already, or some of it.
      if (out.closed.aborted || out.position >= last) continue;
      if (out.isFull) putOut();
      else out.pass(out.position < first ? all : wordsAfter(out.position, news), last);
    }
  }
}

const wordsAfter = (position: number, news: readonly Frame[]): Buffer =>
  Buffer.concat(news.filter((frame) => frame.position > position).map(({ bytes }) => bytes));
