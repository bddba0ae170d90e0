/** What a process knows of the switch for all sending, where its tail of the log stands still. Real PostgreSQL. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DeliverySwitch } from '../../src/commands/delivery-switch.js';
import { DeliveryPaused } from '../../src/events/delivery-paused.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogTail } from '../../src/platform/store/log-tail.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { StreamWriter } from '../../src/platform/store/stream-writer.js';
import { Wake } from '../../src/platform/wake.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';

const METADATA = { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null };

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
}, 60_000);
afterAll(() => database.drop());

it('is what it did itself at once, and what another did as soon as it asks', async () => {
  const reader = new LogReader(database.pool);
  const inOneProcess = () => new DeliverySwitch(reader, new LogTail(reader, new Wake(), silent));
  const [one, other] = [inOneProcess(), inOneProcess()];
  expect([await one.wasPaused(), await other.wasPaused()]).toEqual([false, false]);
  await one.turn(new StreamWriter(new EventLog(database.pool, silent), reader), METADATA, () => [
    DeliveryPaused.of({}),
  ]);
  expect([await one.wasPaused(), await other.wasPaused()]).toEqual([true, false]);
  expect(await other.isPaused()).toBe(true);
  expect(await other.wasPaused()).toBe(true);
});
