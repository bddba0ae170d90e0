/**
 * The log of one input for who listens to it, page by page. Guarantees: one question and one piece of memory for all who want
 * the same page at the same time; few questions at once; a page is bounded, and kept by nobody but who is being told it.
 */
import { Injectable } from '@nestjs/common';
import { AskedOnce } from '../platform/asked-once.js';
import { LogReader } from '../platform/store/reader.js';
import { toShow } from '../platform/store/stored-event.js';
import { FewAtOnce } from '../platform/waiting.js';
import { type Frame, frameOf } from './frames.js';

const READERS = 4;
/** Few: an event may have some hundred kilobytes. */
const EVENTS = 8;

export interface InputPage {
  events: readonly { version: number; type: string; frame: Frame }[];
  /** Nothing came after it when it was read. */
  isLast: boolean;
}

@Injectable()
export class InputPages {
  private readonly readers = new FewAtOnce(READERS);
  private readonly asked = new AskedOnce<InputPage>();

  constructor(private readonly reader: LogReader) {}

  after(stream: string, version: number): Promise<InputPage> {
    return this.asked.of(`${version} ${stream}`, () => this.readers.run(() => this.read(stream, version)));
  }

  private async read(stream: string, after: number): Promise<InputPage> {
    const stored = await this.reader.storedStream(stream, after, EVENTS);
    const events = stored.map((event) => ({
      version: event.version,
      type: event.type,
      frame: frameOf(toShow(event)),
    }));
    return { events, isLast: events.length < EVENTS };
  }
}
