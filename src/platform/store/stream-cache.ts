/**
 * The state of streams that many commands decide on (destinations, access keys), folded from the log and kept per
 * process. It may be behind for a moment; so whoever decides on it names the version it saw, and the append (or the
 * worker, before use) compares. Never filled from read models.
 */
import type { RecordedEvent } from '../../events/event.js';
import type { LogTail } from './log-tail.js';
import type { LogReader } from './reader.js';
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

const MAX_STREAMS = 10_000;

export class StreamCache<S> {
  private readonly known = new Map<string, At<S>>();
  private readonly firstLooks = new Map<string, Promise<At<S>>>();

  constructor(
    private readonly reader: LogReader,
    private readonly fold: StreamFold<S>,
    tail: LogTail,
  ) {
    tail.listen((events) => {
      for (const event of events) if (this.known.has(event.stream)) this.advance(event);
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
    const from = this.known.get(stream) ?? { version: 0, state: this.fold.initial };
    const at = foldFrom(from, await this.reader.stream(stream, from.version), this.fold);
    // A stream that does not exist is not kept: names that nobody registered must not fill the memory.
    if (at.version > 0) this.keep(stream, at);
    return this.known.get(stream) ?? at;
  }

  /** One for all who ask meanwhile: a thousand at the same moment would else keep each other out of the database. */
  private lookFirst(stream: string): Promise<At<S>> {
    const look = this.refresh(stream).finally(() => this.firstLooks.delete(stream));
    this.firstLooks.set(stream, look);
    return look;
  }

  private advance(stored: StoredEvent): void {
    const { stream, version } = stored;
    const at = this.known.get(stream)!;
    if (version <= at.version) return;
    // Not the next one, or not known to this build: the next `get` reads the stream itself, and says so.
    if (version > at.version + 1 || !isKnown(stored)) this.known.delete(stream);
    else this.keep(stream, foldFrom(at, [recorded(stored)], this.fold));
  }

  private keep(stream: string, at: At<S>): void {
    if ((this.known.get(stream)?.version ?? 0) > at.version) return;
    if (this.known.size >= MAX_STREAMS && !this.known.has(stream)) this.known.delete(this.known.keys().next().value!);
    this.known.set(stream, at);
  }
}

export function foldFrom<S>(from: At<S>, events: readonly RecordedEvent[], fold: StreamFold<S>): At<S> {
  let { state, version } = from;
  for (const event of events) {
    state = fold.evolve(state, event);
    version = event.version;
  }
  return { state, version };
}
