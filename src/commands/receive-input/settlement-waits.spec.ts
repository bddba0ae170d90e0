import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { Drain } from '../../platform/http/drain.js';
import type { LogReader } from '../../platform/store/reader.js';
import type { StreamWatchers } from '../../platform/store/stream-watchers.js';
import type { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { SettlementWaits } from './settlement-waits.js';

it('nobody waits for who has gone while the input was being written, and no place is taken', async () => {
  const gone = new PassThrough();
  gone.destroy();
  await once(gone, 'close');
  const watchers = { watch: () => ({ end: () => {} }) } as unknown as StreamWatchers;
  const waits = new SettlementWaits(watchers, {} as LogReader, {} as InputsAsSeen, new Drain());
  expect(await waits.settled('1', 60, gone as unknown as ServerResponse)).toBe(null);
  expect(waits).toHaveProperty('waiting', 0);
});
