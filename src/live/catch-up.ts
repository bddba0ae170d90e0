/**
 * Brings a reader from its position to the end of the log. Guarantees: every event of its selection, once and in order,
 * however far back it begins; only a few read from the log at once, each a small page, as fast as its reader takes it.
 */
import { Injectable } from '@nestjs/common';
import { type EventStream } from '../platform/http/sse.js';
import { LogTail } from '../platform/store/log-tail.js';
import { LogSearch } from '../platform/store/search.js';
import { toShow } from '../platform/store/stored-event.js';
import { FewAtOnce } from '../platform/waiting.js';
import { asTold } from './as-told.js';
import { patiently } from './patience.js';
import type { Selection } from './selection.js';

const READERS = 4;
const PAGE = { limit: 500, maxBytes: 128 * 1024 };

@Injectable()
export class CatchUp {
  private readonly readers = new FewAtOnce(READERS);

  constructor(
    private readonly tail: LogTail,
    private readonly search: LogSearch,
  ) {}

  /** Resolves when the reader is closed, or has seen what the tail of the log has given so far. */
  async tell(out: EventStream, selection: Selection): Promise<void> {
    while (!out.closed.aborted && out.position < this.tail.position) {
      await out.ready();
      await patiently(out.closed, () => this.tellPage(out, selection));
    }
  }

  private async tellPage(out: EventStream, selection: Selection): Promise<void> {
    // As far as the tail is when its turn comes: while it waited, the log has gone on, and nobody would ever be there.
    const { events, lookedAt } = await this.readers.run(() =>
      this.search.find(out.position, { ...selection.searched, ...PAGE, upTo: this.tail.position }),
    );
    for (const event of events) {
      await out.ready();
      out.send(asTold(toShow(event)));
    }
    out.lookedAt(lookedAt);
  }
}
