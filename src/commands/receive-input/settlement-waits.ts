/**
 * Who waits for what becomes of an input. Bounded, in all and of one key: beyond that many nobody waits. Who goes away waits no longer, and a
 * process that stops keeps nobody: what was taken is taken.
 */
import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { AtOnce } from '../../platform/http/at-once.js';
import { Drain } from '../../platform/http/drain.js';
import { onceGone } from '../../platform/http/gone.js';
import { LogReader } from '../../platform/store/reader.js';
import { type At, foldFrom } from '../../platform/store/stream-cache.js';
import { StreamWatchers, type Watch } from '../../platform/store/stream-watchers.js';
import { rest } from '../../platform/waiting.js';
import { type InputView, settledStatuses } from '../../views/input.js';
import { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { type InputState, inputFold, inputStream } from '../input.js';

const LOOK_AGAIN_MS = 500;

export interface Settled {
  view: InputView;
  /** Of the event that settled it. */
  position: number;
}

interface Newest extends At<InputState> {
  position: number;
}

/** What was received is known: it is not read again, however large it is. */
const RECEIVED: Newest = { version: 1, state: inputFold.initial, position: 0 };

@Injectable()
export class SettlementWaits {
  private readonly waiting: AtOnce;

  constructor(
    private readonly watchers: StreamWatchers,
    private readonly reader: LogReader,
    private readonly inputs: InputsAsSeen,
    private readonly drain: Drain,
    @Inject(CONFIG) { limits }: { limits: Pick<Config['limits'], 'waits' | 'waitsPerKey'> },
  ) {
    this.waiting = new AtOnce(limits.waits, limits.waitsPerKey);
  }

  /** The input once it is settled; null where that takes longer, or nobody waits for it any more. */
  async settled(id: string, seconds: number, actor: string, response: ServerResponse): Promise<Settled | null> {
    const { stopping } = this.drain;
    if (stopping.aborted) return null;
    const place = this.waiting.enter(actor);
    if (typeof place === 'string') return null;
    const over = new AbortController();
    const end = () => over.abort();
    const timer = setTimeout(end, seconds * 1_000);
    const stopListening = onceGone(response, end);
    stopping.addEventListener('abort', end, { once: true });
    try {
      return await this.settlement(id, over.signal);
    } finally {
      place.leave();
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
    for (let at = RECEIVED; ; ) {
      at = await this.newest(watch.stream, at);
      if (settledStatuses.has(at.state.status)) {
        const view = await this.inputs.get(id, at.position);
        return view && { view, position: at.position };
      }
      await watch.beyond(at.version, over);
      if (over.aborted) return null;
    }
  }

  /** By itself, so that who waits keeps nothing of the events. */
  private async newest(stream: string, before: Newest): Promise<Newest> {
    const news = await this.reader.stream(stream, before.version);
    return { ...foldFrom(before, news, inputFold), position: news.at(-1)?.position ?? before.position };
  }
}
