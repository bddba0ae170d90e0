/**
 * Who waits for what becomes of an input. Bounded: beyond that many nobody waits. Who goes away waits no longer, and a
 * process that stops keeps nobody: what was taken is taken.
 */
import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Drain } from '../../platform/http/drain.js';
import { onceGone } from '../../platform/http/gone.js';
import { LogReader } from '../../platform/store/reader.js';
import { foldFrom } from '../../platform/store/stream-cache.js';
import { StreamWatchers, type Watch } from '../../platform/store/stream-watchers.js';
import { rest } from '../../platform/waiting.js';
import { type InputView, settledStatuses } from '../../views/input.js';
import { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { inputFold, inputStream } from '../input.js';

const MAX_WAITING = 1_000;
const LOOK_AGAIN_MS = 500;

export interface Settled {
  view: InputView;
  /** Of the event that settled it. */
  position: number;
}

@Injectable()
export class SettlementWaits {
  private waiting = 0;

  constructor(
    private readonly watchers: StreamWatchers,
    private readonly reader: LogReader,
    private readonly inputs: InputsAsSeen,
    private readonly drain: Drain,
  ) {}

  /** The input once it is settled; null where that takes longer, or nobody waits for it any more. */
  async settled(id: string, seconds: number, response: ServerResponse): Promise<Settled | null> {
    const { stopping } = this.drain;
    if (this.waiting >= MAX_WAITING || stopping.aborted) return null;
    const over = new AbortController();
    const end = () => over.abort();
    const timer = setTimeout(end, seconds * 1_000);
    const stopListening = onceGone(response, end);
    stopping.addEventListener('abort', end, { once: true });
    this.waiting++;
    try {
      return await this.settlement(id, over.signal);
    } finally {
      this.waiting--;
      clearTimeout(timer);
      stopListening();
      stopping.removeEventListener('abort', end);
    }
  }

  /** Whatever fails in looking, the input is taken: it is looked at again, and at the end its sender is told that much. */
  private async settlement(id: string, over: AbortSignal): Promise<Settled | null> {
    const watch = this.watchers.watch(inputStream(id));
    try {
      while (!over.aborted) {
        const found = await this.look(id, watch, over).catch(() => 'failed' as const);
        if (found !== 'failed') return found;
        await rest(LOOK_AGAIN_MS, over);
      }
      return null;
    } finally {
      watch.end();
    }
  }

  /** null: not settled in time. */
  private async look(id: string, watch: Watch, over: AbortSignal): Promise<Settled | null> {
    for (let at = { version: 0, state: inputFold.initial }; ; ) {
      const news = await this.reader.stream(watch.stream, at.version);
      at = foldFrom(at, news, inputFold);
      if (settledStatuses.has(at.state.status)) {
        const { position } = news.at(-1)!;
        const view = await this.inputs.get(id, position);
        return view && { view, position };
      }
      await watch.beyond(at.version, over);
      if (over.aborted) return null;
    }
  }
}
