/** The relay set back, so that it publishes the log again: real PostgreSQL, real Kafka, the real relay. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { fromMessage } from '../../src/platform/kafka/cloud-event.js';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import type { KafkaClient } from '../../src/platform/kafka/port.js';
import { type Work, WorkTaken } from '../../src/platform/operations/operation.js';
import { headsAt } from '../../src/platform/relay/heads.js';
import { loadProgress } from '../../src/platform/relay/progress.js';
import { Relay } from '../../src/platform/relay/relay.js';
import { RELAY, Republish } from '../../src/platform/relay/republish.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { deleteTopic, kafkaSettings, readTopic } from '../support/kafka.js';
import { FaultyKafka, gate } from '../support/kafka-faults.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { Working } from '../support/working.js';

jest.setTimeout(60_000);

const PARTITIONS = 3;
const LOG_ID = '0199f2f0-0000-7000-8000-000000000001';

let database: TestDatabase;
let settings: ConnectedKafkaSettings;
let kafka: FaultyKafka;
let working: Working;
let relays: Relay[];

beforeEach(async () => {
  database = await freshDatabase({ partitions: PARTITIONS });
  settings = kafkaSettings(PARTITIONS);
  kafka = new FaultyKafka(new KafkaJsClient(settings, silent));
  working = new Working(database);
  relays = [];
});
afterEach(async () => {
  await working.end();
  await Promise.all(relays.map((relay) => relay.stop()));
  await database.drop();
  await deleteTopic(settings);
});

function relay(client = kafka as Pick<FaultyKafka, keyof KafkaClient>): Relay {
  const { pool } = database;
  const log = { logId: LOG_ID, source: '/test', partitions: PARTITIONS };
  const made = new Relay({ pool, reader: new LogReader(pool), kafka: client, ...log, log: silent, clock: systemClock });
  relays.push(made);
  made.start();
  return made;
}

const worker = () => working.worker([new Republish(database.pool, PARTITIONS)], [RELAY]);
const republish = (from = 1) => working.start({ kind: 'republish', subject: [RELAY], options: { from } });
const checkpoint = async () => (await loadProgress(database.pool)).checkpoint;
const reached = (position: number) => until(`checkpoint ${position}`, async () => (await checkpoint()) === position);
const append = (events: number) => writeEvents(database.owner, some(events, 40));

/** Partition → what each of its messages names: itself and the one before it. */
async function published(): Promise<[number, number][][]> {
  const messages = await readTopic(settings);
  return [...messages.keys()].sort().map((partition) =>
    messages.get(partition)!.map((message) => {
      const { event, previous, replayId } = fromMessage(message, LOG_ID, PARTITIONS)!;
      expect(replayId).toBeNull();
      return [event.position, previous];
    }),
  );
}

/** The same of the log, from a position on. */
async function inLog(from = 1): Promise<[number, number][][]> {
  const log = await new LogReader(database.pool).after(0, { limit: 100_000 });
  return Array.from({ length: PARTITIONS }, (_, partition) => {
    const there = log.filter(({ streamHash }) => streamHash % PARTITIONS === partition);
    const pairs = there.map(({ position }, n): [number, number] => [position, there[n - 1]?.position ?? 0]);
    return pairs.filter(([position]) => position >= from);
  });
}
const sum = (a: [number, number][][], b: [number, number][][]) => a.map((there, n) => [...there, ...b[n]!]);

describe('a republish', () => {
  it('fills a topic that was lost, what is new after what is old', async () => {
    await append(300);
    relay();
    await reached(300);
    await deleteTopic(settings);
    const id = await republish();
    worker();
    expect(await working.ended(id)).toMatchObject({
      state: 'succeeded',
      done: 300,
      total: 300,
      result: { from: 1, to: 300 },
    });
    await append(50);
    await reached(350);
    expect(await published()).toEqual(await inLog());
  });

  it('begins where it is told, each message naming the one before it in the log (protection: the heads go back too)', async () => {
    await append(300);
    relay();
    await reached(300);
    const id = await republish(201);
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', done: 100, total: 100 });
    expect(await published()).toEqual(sum(await inLog(), await inLog(201)));
    expect((await loadProgress(database.pool)).heads).toEqual(await headsAt(database.pool, 300, PARTITIONS));
  });

  it('of what is not published yet ends at once, and leaves the relay alone', async () => {
    await append(300);
    const id = await republish(200);
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', done: 0, total: 0, result: { to: 0 } });
    relay();
    await reached(300);
    expect(await published()).toEqual(await inLog());
  });

  it('beyond the end of the log ends at once too: there is nothing to look for (protection: it looks where the relay is)', async () => {
    await append(50);
    relay();
    await reached(50);
    worker();
    expect(await working.ended(await republish(Number.MAX_SAFE_INTEGER))).toMatchObject({ state: 'succeeded' });
    expect(await checkpoint()).toBe(50);
  });

  it('is not undone by the leader of before (protection: the epoch)', async () => {
    await append(300);
    relay();
    await reached(300);
    const frozen = gate();
    kafka.around = async (_send, real) => {
      await real();
      await frozen.passed;
    };
    await append(10);
    await until('it is in the middle of a batch', () => kafka.sends.length > PARTITIONS);
    const id = await republish();
    worker();
    await reached(0);
    frozen.open();
    await until('it has given up', () => kafka.closed.length === 1);
    kafka.around = (_send, real) => real();
    await working.ended(id);
    await reached(310);
    const [wanted, there] = [await inLog(), await published()];
    // Undone, it would have published nothing again, and the end of the topic would look the same.
    expect(there.flat().length).toBeGreaterThanOrEqual(300 + 310);
    expect(there.map((of, n) => of.slice(-wanted[n]!.length))).toEqual(wanted);
  });

  it('sets the relay back once, whoever works on it (protection: that it has, is saved with it)', async () => {
    await append(300);
    const leading = relay();
    await reached(300);
    await leading.stop();
    const id = await republish();
    worker();
    await reached(0);
    await database.owner.query('update intake.relay set checkpoint = 100');
    await working.takenOver(id);
    worker();
    await working.reaches(id, 'is watched by another one', ({ done, total }) => done === 100 && total === 300);
    expect(await checkpoint()).toBe(100);
  });

  it('has the relay for itself: a second one is refused while it runs', async () => {
    await republish();
    await expect(republish()).rejects.toMatchObject({ code: 'state-conflict' });
  });
});

describe('cancelled, a republish', () => {
  it('puts the relay where it was', async () => {
    await append(300);
    const leading = relay();
    await reached(300);
    await leading.stop();
    const before = await loadProgress(database.pool);
    const id = await republish();
    worker();
    await reached(0);
    await working.cancel(id);
    expect(await working.ended(id)).toMatchObject({ state: 'cancelled' });
    expect(await loadProgress(database.pool)).toEqual(before);
    relay();
    await append(30);
    await reached(330);
    expect(await published()).toEqual(await inLog());
  });

  it('is not undone by a worker that comes late (protection: the fence)', async () => {
    await append(300);
    const leading = relay();
    await reached(300);
    await leading.stop();
    const first = await republish();
    // It notices the cancel when somebody else has ended this operation and the next one has begun.
    const noticed = new AbortController();
    let late: Promise<unknown> | undefined;
    const run = (work: Work) => {
      late = new Republish(database.pool, PARTITIONS).run(Object.create(work, { signal: { value: noticed.signal } }));
      return late as Promise<null>;
    };
    const slow = working.worker([{ kind: 'republish', run }], [RELAY]);
    await reached(0);
    await working.takenOver(first);
    await database.owner.query(`update intake.operations set state = 'cancelled' where id = $1`, [first]);
    await database.owner.query('delete from intake.operation_holds');
    await republish();
    noticed.abort('cancelled');
    await expect(late).rejects.toBeInstanceOf(WorkTaken);
    expect(await checkpoint()).toBe(0);
    await slow.stop();
  });
});
