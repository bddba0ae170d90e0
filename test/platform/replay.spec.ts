/** A part of the log, published again: real PostgreSQL, real Kafka. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { fromMessage, type ReceivedEvent } from '../../src/platform/kafka/cloud-event.js';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import { Replay } from '../../src/platform/relay/replay.js';
import { type ReplayOptions, topicOf } from '../../src/platform/relay/replay-options.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { LogSearch } from '../../src/platform/store/search.js';
import type { StoredEvent } from '../../src/platform/store/stored-event.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { deleteTopic, kafkaSettings, makeTopic, readTopic } from '../support/kafka.js';
import { FaultyKafka, gate } from '../support/kafka-faults.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { Working } from '../support/working.js';

jest.setTimeout(60_000);

const PARTITIONS = 3;
const LOG_ID = '0199f2f0-0000-7000-8000-000000000001';
/** Slow enough for several sends, each of 50 events. */
const IN_PIECES = 1_000;

let database: TestDatabase;
let settings: ConnectedKafkaSettings;
let kafka: FaultyKafka;
let working: Working;
let log: StoredEvent[];
let topics: string[];

beforeEach(async () => {
  database = await freshDatabase({ partitions: PARTITIONS });
  settings = kafkaSettings(PARTITIONS);
  kafka = new FaultyKafka(new KafkaJsClient(settings, silent));
  working = new Working(database);
  topics = [];
});
afterEach(async () => {
  await working.end();
  await database.drop();
  for (const topic of topics) await deleteTopic({ ...settings, topic });
});

/** A log, of which the relay has published everything up to a position. */
async function given(events: number, relayAt = events): Promise<void> {
  await writeEvents(database.owner, some(events, 40));
  await relayIsAt(relayAt);
  log = await new LogReader(database.pool).after(0, { limit: 100_000 });
}
const relayIsAt = (position: number) => database.owner.query('update intake.relay set checkpoint = $1', [position]);

const worker = () => {
  const pool = database.pool;
  const search = new LogSearch(pool);
  const origin = { logId: LOG_ID, source: '/test' };
  const { topic } = settings;
  working.worker([
    new Replay({ pool, search, kafka, topic, partitions: PARTITIONS, ...origin, log: silent, clock: systemClock }),
  ]);
};

async function replay(more: Partial<ReplayOptions> = {}): Promise<{ id: string; topic: string }> {
  const nothing = { types: null, streams: null, destination: null, topic: null, force: true, ratePerSecond: null };
  const options = { from: 1, to: log.length, ...nothing, ...more };
  const id = await working.start({ kind: 'replay', options });
  const topic = topicOf(id, options);
  topics.push(topic);
  return { id, topic };
}

/** Partition → its events. */
async function published(topic: string, partitions = PARTITIONS): Promise<ReceivedEvent[][]> {
  const messages = await readTopic({ ...settings, topic });
  return [...messages.keys()]
    .sort()
    .map((partition) => messages.get(partition)!.map((message) => fromMessage(message, LOG_ID, partitions)!));
}

/** Each partition's events, each naming the one before it of these. */
const chained = (events: readonly StoredEvent[], id: string, partitions = PARTITIONS): ReceivedEvent[][] =>
  Array.from({ length: partitions }, (_, partition) => {
    const there = events.filter(({ streamHash }) => streamHash % partitions === partition);
    return there.map((event, n) => ({
      event: { ...event, following: 0 },
      previous: there[n - 1]?.position ?? 0,
      replayId: id,
    }));
  });

/** Without what came twice. */
const firsts = (partitions: readonly ReceivedEvent[][]): ReceivedEvent[][] =>
  partitions.map((there) => {
    const seen = new Set<number>();
    return there.filter(({ event }) => !seen.has(event.position) && seen.add(event.position));
  });

describe('a replay', () => {
  it('publishes what was asked for to a topic of its own, marked and in order', async () => {
    await given(500);
    const { id, topic } = await replay({ from: 101, to: 400 });
    worker();
    expect(await working.ended(id)).toMatchObject({
      state: 'succeeded',
      done: 300,
      total: 300,
      result: { topic: `intake.replay.${id}`, from: 101, to: 400, published: 300 },
    });
    expect(await published(topic)).toEqual(chained(log.slice(100, 400), id));
  });

  it('publishes only what matches, wherever it stands', async () => {
    await given(30_000);
    await writeEvents(database.owner, [{ stream: 's-1', type: 'RareHappened' }, { stream: 's-2' }]);
    await given(10, 30_012);
    const { id, topic } = await replay({ types: ['RareHappened', 'NeverHappened'] });
    const { id: second, topic: secondTopic } = await replay({ streams: ['s-1', 's-3'], from: 29_990 });
    worker();
    expect(await working.ended(id)).toMatchObject({ done: 1, total: 1 });
    expect(await published(topic)).toEqual(chained([log[30_000]!], id));
    const matching = log.slice(29_989).filter(({ stream }) => ['s-1', 's-3'].includes(stream));
    expect(await working.ended(second)).toMatchObject({ done: matching.length, total: matching.length });
    expect(await published(secondTopic)).toEqual(chained(matching, second));
  });

  it('of nothing succeeds at once', async () => {
    await given(10);
    const { id } = await replay({ from: 11 });
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', total: 0, result: { published: 0 } });
  });

  it('keeps the partition count of a topic that is there', async () => {
    await given(200);
    await makeTopic({ ...settings, topic: `${settings.topic}.5` }, 5, [
      { name: 'max.message.bytes', value: '2097152' },
    ]);
    const { id, topic } = await replay({ topic: `${settings.topic}.5` });
    worker();
    await working.ended(id);
    expect(await published(topic, 5)).toEqual(chained(log, id, 5));
  });

  it('into the topic of the events names what is before each event in the log, as every message there does', async () => {
    await given(200);
    await kafka.ensureTopic();
    const { id, topic } = await replay({ topic: settings.topic, streams: ['s-1', 's-4'], from: 50 });
    worker();
    await working.ended(id);
    const wanted = chained(log, id).map((there) =>
      there.filter(({ event }) => event.position >= 50 && ['s-1', 's-4'].includes(event.stream)),
    );
    expect(await published(topic)).toEqual(wanted);
  });

  it('never goes beyond the relay, and waits for it (protection: the checkpoint bounds each page)', async () => {
    await given(300, 120);
    const { id, topic } = await replay({ ratePerSecond: IN_PIECES });
    worker();
    await working.reaches(id, 'waits', ({ phase, done }) => phase === 'waiting for the relay' && done === 120);
    expect((await published(topic)).flat()).toHaveLength(120);
    await relayIsAt(300);
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', done: 300 });
    expect(await published(topic)).toEqual(chained(log, id));
  });

  it('keeps its rate, evenly', async () => {
    await given(200);
    const times: { at: number; count: number }[] = [];
    kafka.around = async ({ messages }, real) => {
      times.push({ at: performance.now(), count: messages.length });
      await real();
    };
    const { id } = await replay({ ratePerSecond: 200 });
    worker();
    await working.ended(id);
    const sentBy = (until: number) => times.reduce((sum, { at, count }) => sum + (at <= until ? count : 0), 0);
    const [first] = times;
    expect(times.at(-1)!.at - first!.at).toBeGreaterThan(900);
    // In a fifth of a second its share, what a busy machine made late, and a portion at each end.
    for (const { at } of times) expect(sentBy(at + 200) - sentBy(at - 0.001)).toBeLessThanOrEqual(40 + 50 + 20);
  });
});

describe('a replay goes on', () => {
  it('through errors of Kafka, with a fresh producer each time, in the same order', async () => {
    await given(500);
    let sends = 0;
    kafka.around = async (_send, real) => {
      const nth = ++sends;
      if (nth === 8) throw new Error('not sent');
      await real();
      if (nth === 4) throw new Error('answer lost');
    };
    const { id, topic } = await replay({ ratePerSecond: IN_PIECES });
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', done: 500 });
    const found = await published(topic);
    expect(firsts(found)).toEqual(chained(log, id));
    expect(found.flat().length).toBeGreaterThan(500);
    expect(kafka.closed).toEqual([1, 2, 3]);
  });

  it('where its worker was, when another one takes over; the late one harms nothing (protection: what is saved)', async () => {
    await given(500);
    const frozen = gate();
    let sends = 0;
    kafka.around = async (_send, real) => {
      if (++sends === 13) await frozen.passed;
      await real();
    };
    const { id, topic } = await replay({ ratePerSecond: IN_PIECES });
    worker();
    await until('it is in the middle of a send', () => sends >= 13);
    const { rows } = await database.owner.query('select saved from intake.operations where id = $1', [id]);
    await working.takenOver(id);
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'succeeded', done: 500 });
    frozen.open();
    await until('the late one has given up', () => kafka.closed.length === 2);
    const found = await published(topic);
    expect(firsts(found)).toEqual(chained(log, id));
    // The one batch that was on its way, and nothing from before it.
    const twice = found.flat().length - 500;
    expect(twice).toBeLessThanOrEqual(50);
    expect(rows[0].saved.done).toBeGreaterThanOrEqual(150);
  });

  it('until it is cancelled: then nothing more is sent', async () => {
    await given(500);
    const { id, topic } = await replay({ ratePerSecond: 100 });
    worker();
    await working.reaches(id, 'is at work', ({ done }) => done >= 10);
    await working.cancel(id);
    const { state, done } = await working.ended(id);
    expect({ state, sent: (await published(topic)).flat().length }).toEqual({ state: 'cancelled', sent: done });
    expect(done).toBeLessThan(500);
  });
});

describe('a replay fails, and says why,', () => {
  it('where its topic is gone in the middle (protection: it is made at the beginning only)', async () => {
    await given(500);
    const { id, topic } = await replay({ ratePerSecond: 200 });
    worker();
    await working.reaches(id, 'is at work', ({ done }) => done >= 10);
    await deleteTopic({ ...settings, topic });
    const { state, error } = await working.ended(id);
    expect({ state, error }).toEqual({ state: 'failed', error: `topic ${topic} is not there any more` });
  });

  it('where its topic is another one by now', async () => {
    await given(100);
    const { id, topic } = await replay({ ratePerSecond: 100 });
    kafka.around = async (_send, real) => {
      kafka.around = (_, again) => again();
      await real();
      await deleteTopic({ ...settings, topic });
      await makeTopic({ ...settings, topic }, 1, [{ name: 'max.message.bytes', value: '2097152' }]);
    };
    worker();
    const { state, error } = await working.ended(id);
    expect({ state, error }).toEqual({
      state: 'failed',
      error: `topic ${topic} has 1 partitions, not 3`,
    });
  });

  it('where the topic would lose events', async () => {
    await given(10);
    await makeTopic({ ...settings, topic: `${settings.topic}.c` }, 1, [{ name: 'cleanup.policy', value: 'compact' }]);
    const { id } = await replay({ topic: `${settings.topic}.c` });
    worker();
    expect(await working.ended(id)).toMatchObject({ state: 'failed', error: expect.stringMatching(/is compacted/) });
  });
});
