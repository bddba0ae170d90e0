/** Events put into words at most once, for whoever is told them. */
import type { RecordedEvent } from '../events/event.js';
import { framed } from '../platform/http/sse.js';
import { type StoredEvent, toShow } from '../platform/store/stored-event.js';
import { asTold } from './as-told.js';
import type { Selection } from './selection.js';

export interface Frame {
  position: number;
  bytes: Buffer;
}

export class Frames {
  private readonly events: { event: RecordedEvent; frame: Frame | null }[];

  constructor(stored: readonly StoredEvent[]) {
    this.events = stored.map((each) => ({ event: toShow(each), frame: null }));
  }

  /** In order. */
  of(selection: Selection): Frame[] {
    return this.events
      .filter(({ event }) => selection.has(event))
      .map((each) => {
        each.frame ??= frameOf(each.event);
        return each.frame;
      });
  }
}

export const frameOf = (event: RecordedEvent): Frame => ({
  position: event.position,
  bytes: Buffer.from(framed(asTold(event))),
});
