/**
 * Reads a stream, lets a rule decide, appends; where someone was faster, reads and decides again. So a rule never
 * sees half a change and never overwrites one (G2).
 */
import type { EventMetadata, NewEvent } from '../../events/event.js';
import { StaleDecision, VersionConflict } from './append-command.js';
import type { EventLog } from './event-log.js';
import type { LogReader } from './reader.js';
import { type At, foldFrom, type StreamFold } from './stream-cache.js';

export interface StreamDecision<S> {
  stream: string;
  fold: StreamFold<S>;
  /** No events: nothing to do, which is an answer too. Throws a Problem where the rule says no. */
  decide(at: At<S>): NewEvent[] | Promise<NewEvent[]>;
  destination: string | null;
  owner: string | null;
  metadata: EventMetadata;
}

export interface Decided<S> {
  before: At<S>;
  after: At<S>;
  /** Of the stream's newest event. */
  position: number;
}

const TRIES = 10;

export class StreamWriter {
  constructor(
    private readonly log: EventLog,
    private readonly reader: LogReader,
  ) {}

  async write<S>(decision: StreamDecision<S>): Promise<Decided<S>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(decision);
      } catch (error) {
        const overtaken = error instanceof VersionConflict || error instanceof StaleDecision;
        if (!overtaken || attempt === TRIES) throw error;
      }
    }
  }

  private async once<S>(decision: StreamDecision<S>): Promise<Decided<S>> {
    const { stream, fold, decide, ...envelope } = decision;
    const history = await this.reader.stream(stream);
    const before = foldFrom({ version: 0, state: fold.initial }, history, fold);
    const events = await decide(before);
    if (events.length === 0) return { before, after: before, position: history.at(-1)?.position ?? 0 };
    const { position } = await this.log.append({ stream, expectedVersion: before.version, events, ...envelope });
    const added = (await this.reader.stream(stream, before.version)).slice(0, events.length);
    return { before, after: foldFrom(before, added, fold), position };
  }
}
