import { setMaxListeners } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.js';
import { EventStream } from '../platform/http/sse.js';
import type { LogTail, TailListener } from '../platform/store/log-tail.js';
import type { StoredEvent } from '../platform/store/stored-event.js';
import { LiveInputs } from './live-inputs.js';
import { Selection } from './selection.js';

const EVERYTHING = new Selection({});
let stop: AbortController;

/** The tail of the log, moved by hand. */
let position: number;
let listener: TailListener;
let wantsWhole: () => boolean;
let live: LiveInputs;

beforeEach(() => {
  stop = new AbortController();
  setMaxListeners(0, stop.signal);
  position = 10;
  const tail = {
    get position() {
      return position;
    },
    readWholeWhile: (given: () => boolean) => {
      wantsWhole = given;
    },
    listen: (given: TailListener) => {
      listener = given;
    },
  };
  live = new LiveInputs(tail as unknown as LogTail);
});

afterEach(() => stop.abort());

const event = (at: number, destination = 'orders', data = {}): StoredEvent => ({
  position: at,
  stream: `input-${at}`,
  version: 1,
  id: '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80',
  type: 'InputCancelled',
  schemaVersion: 1,
  occurredAt: '2026-01-31T12:00:00.000Z',
  streamHash: 1,
  following: 0,
  data: JSON.stringify({ destination, owner: 'o', reason: null, ...data }),
  metadata: { actor: 'a', correlationId: 'c', causationId: null, traceparent: null },
});

function appended(...events: StoredEvent[]): void {
  position = events.at(-1)!.position;
  listener(events, events);
}

class Reader {
  readonly chunks: Buffer[] = [];
  readonly out: EventStream;
  private readonly pipe = new PassThrough({ highWaterMark: 1 });
  putOut = false;

  constructor(after: number, selection = EVERYTHING, reads = true) {
    if (reads) this.pipe.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.out = new EventStream(this.pipe, { stopping: stop.signal, after, maxPendingBytes: 1_000 });
    void live.follow(this.out, selection).then(() => {
      this.putOut = true;
    });
  }

  get told(): number[] {
    const text = Buffer.concat(this.chunks).toString();
    return [...text.matchAll(/id: (\d+)\nevent/g)].map(([, id]) => Number(id));
  }

  async hears(id: number): Promise<void> {
    await until(`it is told ${id}`, () => this.told.includes(id));
  }
}

describe('those who follow the end of the log', () => {
  it('are told what comes, in order, each of its own selection', async () => {
    const [all, some] = [new Reader(10), new Reader(10, new Selection({ destination: ['letters'] }))];
    appended(event(11), event(12, 'letters'));
    appended(event(13), event(14, 'letters'));
    await all.hears(14);
    await some.hears(14);
    expect([all.told, some.told]).toEqual([
      [11, 12, 13, 14],
      [12, 14],
    ]);
  });

  it('are not let in behind it: what lies between would be missed', async () => {
    const reader = new Reader(9);
    await until('it is sent to catch up', () => reader.putOut);
    appended(event(11));
    await nextTurn();
    expect(reader.told).toEqual([]);
  });

  it('are not told what they have seen with another process, whose tail was further', async () => {
    const [reader, other] = [new Reader(12), new Reader(10)];
    appended(event(11), event(12), event(13));
    await other.hears(13);
    expect([reader.told, other.told]).toEqual([[13], [11, 12, 13]]);
  });

  it('share the memory of what they are told', async () => {
    const readers = Array.from({ length: 3 }, () => new Reader(10));
    appended(event(11), event(12));
    for (const reader of readers) await reader.hears(12);
    const [first] = readers.map(({ chunks }) => chunks.at(-1));
    for (const { chunks } of readers) expect(chunks.at(-1)).toBe(first);
  });

  it('are put out where they do not read, with their place as it was; the others are told', async () => {
    const [slow, quick] = [new Reader(10, EVERYTHING, false), new Reader(10)];
    appended(event(11, 'orders', { filling: 'x'.repeat(2_000) }));
    await quick.hears(11);
    appended(event(12));
    await quick.hears(12);
    expect({ putOut: slow.putOut, position: slow.out.position }).toEqual({ putOut: true, position: 11 });
    expect(slow.out.closed.aborted).toBe(false);
  });

  it('are put out, all of them, where more waits than may: the memory is bounded', async () => {
    const readers = Array.from({ length: 3 }, () => new Reader(10));
    const large = { filling: 'x'.repeat(9 * 1024 * 1024) };
    appended(event(11, 'orders', large), event(12, 'orders', large));
    for (const reader of readers) await until('it is put out', () => reader.putOut);
    for (const { out, told } of readers) expect({ position: out.position, told }).toEqual({ position: 10, told: [] });
  });

  it('have heartbeats that carry no position beyond what they were told', async () => {
    // So many that others have their turn in between.
    const readers = Array.from({ length: 150 }, () => new Reader(10));
    appended(event(11));
    const last = readers.at(-1)!;
    last.out.beforeBeat();
    expect({ position: last.out.position, told: last.told }).toEqual({ position: 10, told: [] });
    await last.hears(11);
    appended({ ...event(12), stream: 'destination-orders' });
    await until('it has been looked at', () => {
      last.out.beforeBeat();
      return last.out.position === 12;
    });
  });

  it('have events read whole for them; who comes while a page without is on its way reads for itself', async () => {
    expect(wantsWhole()).toBe(false);
    const reader = new Reader(10);
    expect(wantsWhole()).toBe(true);
    position = 11;
    listener([event(11)], null);
    await until('it is sent to catch up', () => reader.putOut);
    expect({ position: reader.out.position, told: reader.told }).toEqual({ position: 10, told: [] });
    expect(wantsWhole()).toBe(false);
  });

  it('leave nothing behind when they go', async () => {
    const reader = new Reader(10);
    reader.out.end();
    await until('it is gone', () => reader.putOut);
    appended(event(11));
    await nextTurn();
    expect(reader.told).toEqual([]);
    expect(live).toHaveProperty('audiences.size', 0);
  });
});
