/** The one switch for all sending: off means that nothing is sent to anybody. Its facts stand in a stream of their own. */
import { Injectable } from '@nestjs/common';
import type { EventMetadata, NewEvent } from '../events/event.js';
import { LogTail } from '../platform/store/log-tail.js';
import { type EventNews, LogReader } from '../platform/store/reader.js';
import { type At, foldFrom, type StreamFold } from '../platform/store/stream-cache.js';
import type { StreamWriter } from '../platform/store/stream-writer.js';
import type { DestinationState } from './destination.js';

export interface DeliveryState {
  isPaused: boolean;
}

export const DELIVERY_STREAM = 'delivery-all';

export const deliveryFold: StreamFold<DeliveryState> = {
  initial: { isPaused: false },
  evolve(state, { type }) {
    if (type === 'DeliveryPaused') return { isPaused: true };
    return type === 'DeliveryResumed' ? { isPaused: false } : state;
  },
};

/** What keeps back all that is for a destination, whatever it is; null: nothing. */
export const stopOf = (isAllPaused: boolean, { state }: DestinationState): 'all-paused' | 'paused' | null =>
  isAllPaused ? 'all-paused' : state === 'active' ? null : 'paused';

const FIRST: At<DeliveryState> = { version: 0, state: deliveryFold.initial };

@Injectable()
export class DeliverySwitch {
  private seen: At<DeliveryState> | null = null;

  constructor(
    private readonly reader: LogReader,
    tail: LogTail,
  ) {
    tail.listen((news) => {
      for (const each of news) if (each.stream === DELIVERY_STREAM) this.see(each);
    });
  }

  /** As the log has it now. */
  async isPaused(): Promise<boolean> {
    const { state, version } = this.seen ?? FIRST;
    const newer = await this.reader.stream(DELIVERY_STREAM, version);
    this.keep(foldFrom({ state, version }, newer, deliveryFold));
    return this.seen!.state.isPaused;
  }

  /** As this process last saw it, a moment behind at most: no question to the database but the first. */
  async wasPaused(): Promise<boolean> {
    return this.seen ? this.seen.state.isPaused : this.isPaused();
  }

  /** Answers the position of the newest event. */
  async turn(
    writer: StreamWriter,
    metadata: EventMetadata,
    decide: (state: DeliveryState) => NewEvent[],
  ): Promise<number> {
    const { position, after } = await writer.write({
      stream: DELIVERY_STREAM,
      fold: deliveryFold,
      destination: null,
      owner: null,
      metadata,
      decide: ({ state }) => decide(state),
    });
    this.keep(after);
    return position;
  }

  /** By its type each of its events says all: what came before does not matter, and one of a newer build is looked at later. */
  private see({ type, version }: EventNews): void {
    const isPaused = type === 'DeliveryPaused';
    if (isPaused || type === 'DeliveryResumed') this.keep({ version, state: { isPaused } });
  }

  private keep(at: At<DeliveryState>): void {
    if (at.version >= (this.seen?.version ?? 0)) this.seen = at;
  }
}
