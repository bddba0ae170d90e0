/** The one switch for all sending: off means that nothing is sent to anybody. Its facts stand in a stream of their own. */
import { Injectable } from '@nestjs/common';
import type { EventMetadata, NewEvent } from '../events/event.js';
import { LogTail } from '../platform/store/log-tail.js';
import { LogReader } from '../platform/store/reader.js';
import { StreamCache, type StreamFold } from '../platform/store/stream-cache.js';
import type { StreamWriter } from '../platform/store/stream-writer.js';

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

@Injectable()
export class DeliverySwitch extends StreamCache<DeliveryState> {
  constructor(reader: LogReader, tail: LogTail) {
    super(reader, deliveryFold, tail);
  }

  /** As the log has it now: nobody compares versions over it, so that being behind would not be noticed. */
  async isPaused(): Promise<boolean> {
    return (await this.refresh(DELIVERY_STREAM)).state.isPaused;
  }
}

/** Answers the position of the newest event. */
export async function turnDelivery(
  writer: StreamWriter,
  metadata: EventMetadata,
  decide: (state: DeliveryState) => NewEvent[],
): Promise<number> {
  const { position } = await writer.write({
    stream: DELIVERY_STREAM,
    fold: deliveryFold,
    destination: null,
    owner: null,
    metadata,
    decide: ({ state }) => decide(state),
  });
  return position;
}
