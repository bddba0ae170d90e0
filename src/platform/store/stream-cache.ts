/**
 * The state of streams that many commands decide on (destinations, access keys), folded from the log, kept per process. It may be
 * behind for a moment: whoever decides on it names the version it saw, and the append compares. Guarantee: once the tail has told of
 * an event, no state from before it is kept, however late the answer comes that says so.
 */
import type { RecordedEvent } from '../../events/event.js';
import type { LogTail } from './log-tail.js';
import type { EventPlace, LogReader } from './reader.js';
import { isKnown, recorded, type StoredEvent } from './stored-event.js';

/** A stream's state at a version; version 0 is a stream that does not exist. */
export interface At<S> {
  version: number;
  state: S;
}

export interface StreamFold<S> {
  initial: S;
  evolve(state: S, event: RecordedEvent): S;
}

/** At a stream, by asking the log. */
interface Look {
  stream: string;
  /** The newest version that the tail has told of since it began. */
  told: number;
}

const MAX_STREAMS = 10_000;

export class StreamCache<S> {
  private readonly known = new Map<string, At<S>>();
  private readonly firstLooks = new Map<string, Promise<At<S>>>();
  private readonly looks = new Set<Look>();

  constructor(
    private readonly reader: LogReader,
    private readonly fold: StreamFold<S>,
    tail: LogTail,
  ) {
    tail.listen((news, whole) => {
      for (const look of this.looks) look.told = newestOf(look.stream, news) ?? look.told;
      if (whole) for (const event of whole) this.advance(event);
      else for (const { stream, version } of news) this.outdate(stream, version);
    });
  }

  /** The state as this process last saw it; undefined: it knows nothing of the stream. */
  peek(stream: string): At<S> | undefined {
    return this.known.get(stream);
  }

  /** The same; for a stream it knows, no question to the database. */
  async get(stream: string): Promise<At<S>> {
    return this.known.get(stream) ?? this.firstLooks.get(stream) ?? this.lookFirst(stream);
  }

  /** The state as the log has it now. */
  async refresh(stream: string): Promise<At<S>> {
    const look: Look = { stream, told: 0 };
    this.looks.add(look);
    try {
      const from = this.known.get(stream) ?? { version: 0, state: this.fold.initial };
      const at = foldFrom(from, await this.reader.stream(stream, from.version), this.fold);
      // A stream that does not exist is not kept: names that nobody registered must not fill the memory. Nor is an answer
      // that the tail has overtaken on its way: what is newer would not be told again.
      if (at.version > 0 && at.version >= look.told) this.keep(stream, at);
      return this.known.get(stream) ?? at;
    } finally {
      this.looks.delete(look);
    }
  }

  /** One for all who ask meanwhile: a thousand at the same moment would else keep each other out of the database. */
  private lookFirst(stream: string): Promise<At<S>> {
    const look = this.refresh(stream).finally(() => this.firstLooks.delete(stream));
    this.firstLooks.set(stream, look);
    return look;
  }

  private advance(stored: StoredEvent): void {
    const { stream, version } = stored;
    const at = this.known.get(stream);
    // One that is not the next, or not known to this build: the next `get` reads the stream itself, and says so.
    if (version === (at?.version ?? 0) + 1 && at && isKnown(stored))
      this.keep(stream, foldFrom(at, [recorded(stored)], this.fold));
    else this.outdate(stream, version);
  }

  /** What is not known of a stream, the next `get` reads. */
  private outdate(stream: string, version: number): void {
    if (version > (this.known.get(stream)?.version ?? version)) this.known.delete(stream);
  }

  private keep(stream: string, at: At<S>): void {
    if ((this.known.get(stream)?.version ?? 0) > at.version) return;
    if (this.known.size >= MAX_STREAMS && !this.known.has(stream)) this.known.delete(this.known.keys().next().value!);
    this.known.set(stream, at);
  }
}

const newestOf = (stream: string, news: readonly EventPlace[]): number | undefined =>
  news.findLast((each) => each.stream === stream)?.version;

export function foldFrom<S>(from: At<S>, events: readonly RecordedEvent[], fold: StreamFold<S>): At<S> {
  let { state, version } = from;
  for (const event of events) {
    state = fold.evolve(state, event);
    version = event.version;
  }
  return { state, version };
}
