import { once } from 'node:events';
import { Server, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Drain } from '../../platform/http/drain.js';
import type { LogReader } from '../../platform/store/reader.js';
import type { StreamWatchers } from '../../platform/store/stream-watchers.js';
import type { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { SettlementWaits } from './settlement-waits.js';

const LIMITS = { limits: { waits: 2, waitsPerKey: 1 } };

it('nobody waits for who has gone while the input was being written, and no place is taken', async () => {
  const gone = new PassThrough();
  gone.destroy();
  await once(gone, 'close');
  const watchers = { watch: () => ({ end: () => {} }) } as unknown as StreamWatchers;
  const waits = new SettlementWaits(watchers, {} as LogReader, {} as InputsAsSeen, new Drain(), LIMITS);
  for (let n = 0; n < 3; n++)
    expect(await waits.settled('1', 60, 'anna', gone as unknown as ServerResponse)).toBe(null);
  expect(waits).toHaveProperty('waiting.count', 0);
});

it('of one key so many wait, and the next one is answered at once', async () => {
  const beyond = (_: number, over: AbortSignal) => once(over, 'abort');
  const watchers = { watch: () => ({ beyond, end: () => {} }) } as unknown as StreamWatchers;
  const reader = { stream: async () => [] } as unknown as LogReader;
  const drain = new Drain();
  const waits = new SettlementWaits(watchers, reader, {} as InputsAsSeen, drain, LIMITS);
  const wait = (actor: string) => waits.settled('1', 60, actor, new PassThrough() as unknown as ServerResponse);
  const waiting = [wait('anna'), wait('ben')];
  expect(await wait('anna')).toBe(null);
  expect(await wait('carl')).toBe(null);
  expect(waits).toHaveProperty('waiting.count', 2);
  const server = new Server();
  await drain.finish(server, 0);
  expect(await Promise.all(waiting)).toEqual([null, null]);
});
