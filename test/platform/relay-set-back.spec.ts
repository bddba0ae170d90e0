/** A log that was restored to an earlier moment than its topic: the relay must not publish behind what the log has lost. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { toMessage } from '../../src/platform/kafka/cloud-event.js';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import { headsAt } from '../../src/platform/relay/heads.js';
import { beginEpoch, loadProgress } from '../../src/platform/relay/progress.js';
import { Relay } from '../../src/platform/relay/relay.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { deleteTopic, kafkaSettings, readTopic, sendPlainly } from '../support/kafka.js';
import { FaultyKafka } from '../support/kafka-faults.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(45_000);

const PARTITIONS = 3;
const LOG_ID = '0199f2f0-0000-7000-8000-000000000001';
const NEW_LOG_ID = '0199f2f0-0000-7000-8000-000000000002';

let database: TestDatabase;
let settings: ConnectedKafkaSettings;
let kafka: FaultyKafka;
const relays: Relay[] = [];

beforeEach(async () => {
  database = await freshDatabase({ partitions: PARTITIONS });
  settings = kafkaSettings(PARTITIONS);
  kafka = new FaultyKafka(new KafkaJsClient(settings, silent));
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await database.drop();
  await deleteTopic(settings);
});

function relay(logId = LOG_ID): Relay {
  const { pool } = database;
  const reader = new LogReader(pool);
  const origin = { logId, source: '/test', partitions: PARTITIONS };
  const made = new Relay({ ...origin, pool, reader, kafka, log: silent, clock: systemClock });
  relays.push(made);
  made.start();
  return made;
}

const reached = (position: number) =>
  until(`checkpoint ${position}`, async () => (await loadProgress(database.pool)).checkpoint === position);
const refuses = (running: Relay) => until('it refuses', () => running.status().needsPerson === 'log');

async function publishAll(events: number): Promise<void> {
  await writeEvents(database.owner, some(events, 40));
  const running = relay();
  await reached(events);
  await running.stop();
  kafka.sends.length = 0;
}

/** As a backup of that moment has it. */
async function restoreTo(position: number): Promise<void> {
  const { owner, pool } = database;
  await owner.query('alter table intake.events disable trigger events_are_append_only');
  await owner.query('delete from intake.events where position > $1', [position]);
  await owner.query('alter table intake.events enable trigger events_are_append_only');
  await beginEpoch(owner, { checkpoint: position, heads: await headsAt(pool, position, PARTITIONS) });
}

/** Behind everything else, as a replay with `force` leaves them, or another log in the same topic. */
async function sendBehind(origin: { logId: string; replayId?: string }, positions: number): Promise<void> {
  const events = await new LogReader(database.pool).after(0, { limit: positions });
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const messages = events
      .filter(({ streamHash }) => streamHash % PARTITIONS === partition)
      .map((event) => toMessage(event, 0, { source: '/test', ...origin }));
    await sendPlainly(
      settings,
      partition,
      messages.map(({ key, value, headers }) => ({ key, value: value.toString(), headers })),
    );
  }
}

it('is refused, with what to do, and nothing is published', async () => {
  await publishAll(100);
  await restoreTo(60);
  const running = relay();
  await refuses(running);
  expect(running.status().problem).toMatch(/at position \d+, and the log none: .*npx --no intake restored/);
  expect(kafka.sends).toEqual([]);
  expect((await loadProgress(database.pool)).checkpoint).toBe(60);
});

it('is refused where the positions have gone to other events since', async () => {
  await publishAll(100);
  await restoreTo(60);
  await writeEvents(database.owner, some(200, 40));
  const running = relay();
  await refuses(running);
  expect(running.status().problem).toMatch(/and the log another one/);
  expect(kafka.sends).toEqual([]);
});

it('is refused also where what was replayed stands behind it, or another log', async () => {
  await publishAll(100);
  await sendBehind({ logId: LOG_ID, replayId: '0199f2f0-0000-7000-8000-000000000003' }, 50);
  await sendBehind({ logId: NEW_LOG_ID }, 50);
  await restoreTo(60);
  await refuses(relay());
});

it('is published once it has a new identity, from the beginning', async () => {
  await publishAll(100);
  await restoreTo(60);
  const before = relay();
  await refuses(before);
  await before.stop();
  await beginEpoch(database.owner, { checkpoint: 0, heads: new Map() });
  relay(NEW_LOG_ID);
  await reached(60);
  const headers = [...(await readTopic(settings)).values()].flat().map((message) => message.headers);
  const positions = headers.filter(({ ce_logid: id }) => id === NEW_LOG_ID).map(({ ce_position: at }) => Number(at));
  expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
});

it('is published by the same process once the topic knows nothing any more of what is lost', async () => {
  await publishAll(100);
  await restoreTo(60);
  const running = relay();
  await refuses(running);
  await deleteTopic(settings);
  await writeEvents(database.owner, some(10, 40));
  await reached(70);
  expect(running.status()).toEqual({ problem: null, needsPerson: null, leads: true });
});

it('is not what a leader leaves that died before its checkpoint moved, nor a republish', async () => {
  await publishAll(100);
  for (const checkpoint of [90, 0]) {
    await beginEpoch(database.owner, { checkpoint, heads: await headsAt(database.pool, checkpoint, PARTITIONS) });
    const running = relay();
    await reached(100);
    expect(running.status().problem).toBeNull();
    await running.stop();
  }
});

it('is looked for again after an error: PostgreSQL may have been set back under a leader', async () => {
  await publishAll(100);
  const running = relay();
  let failed = false;
  kafka.around = async (_send, real) => {
    if (failed) return real();
    failed = true;
    await real();
    await restoreTo(60);
    await writeEvents(database.owner, some(20, 40));
    throw new Error('the connection is lost');
  };
  await writeEvents(database.owner, some(10, 40));
  running.wake.ring();
  await refuses(running);
});
