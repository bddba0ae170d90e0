import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { createPool } from '../../src/platform/database/pools.js';
import { fromMessage, type ReceivedEvent } from '../../src/platform/kafka/cloud-event.js';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import { loadProgress } from '../../src/platform/relay/progress.js';
import { Relay, type RelayDependencies } from '../../src/platform/relay/relay.js';
import { LogReader } from '../../src/platform/store/reader.js';
import type { StoredEvent } from '../../src/platform/store/stored-event.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { deleteTopic, kafkaSettings, makeTopic, readTopic, withAdmin } from '../support/kafka.js';
import { FaultyKafka, gate } from '../support/kafka-faults.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(45_000);

const PARTITIONS = 3;
const LOG_ID = '0199f2f0-0000-7000-8000-000000000001';

describe('the relay', () => {
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

  function relay(more: Partial<RelayDependencies> = {}): Relay {
    const made = new Relay({
      pool: database.pool,
      reader: new LogReader(database.pool),
      kafka,
      partitions: PARTITIONS,
      logId: LOG_ID,
      source: '/test',
      log: silent,
      clock: systemClock,
      ...more,
    });
    relays.push(made);
    made.start();
    return made;
  }

  const epoch = async () => (await database.owner.query('select epoch::integer from intake.relay')).rows[0].epoch;
  const stored = () => loadProgress(database.pool);
  const reached = (position: number, withinMs?: number) =>
    until(`checkpoint ${position}`, async () => (await stored()).checkpoint === position, withinMs);

  /** Partition → its events, as a consumer gets them. */
  async function published(): Promise<ReceivedEvent[][]> {
    const messages = await readTopic(settings);
    return [...messages.keys()]
      .sort()
      .map((partition) => messages.get(partition)!.map((message) => fromMessage(message, LOG_ID, PARTITIONS)!));
  }

  async function everything(): Promise<StoredEvent[]> {
    return new LogReader(database.pool).after(0, { limit: 100_000 });
  }

  const expected = async () => {
    const events = await everything();
    return Array.from({ length: PARTITIONS }, (_, partition) => {
      let previous = 0;
      return events
        .filter(({ streamHash }) => streamHash % PARTITIONS === partition)
        .map((event) => {
          const message = { event: { ...event, following: 0 }, previous, replayId: null };
          previous = event.position;
          return message;
        });
    });
  };

  /** G4: at least once, first occurrences in order, each naming the one before it. */
  async function expectAllPublished(): Promise<number> {
    let duplicates = 0;
    const firsts = (await published()).map((partition) => {
      const seen = new Set<number>();
      return partition.filter(({ event }) => {
        if (!seen.has(event.position)) return seen.add(event.position);
        duplicates++;
        return false;
      });
    });
    expect(firsts).toEqual(await expected());
    return duplicates;
  }

  it('publishes the whole log, each partition in order, each message naming the one before it', async () => {
    await writeEvents(database.owner, some(5_000, 40));
    relay();
    await reached(5_000);
    await expectAllPublished();
    expect((await stored()).heads).toEqual(
      new Map((await expected()).map((events, partition) => [partition, events.at(-1)!.event.position])),
    );
  });

  it('goes on with what is appended, at once when it is woken', async () => {
    const running = relay();
    await until('it leads', async () => (await epoch()) === 1);
    for (let n = 1; n <= 20; n++) {
      await writeEvents(database.owner, [{ stream: 's' }]);
      running.wake.ring();
      await reached(n);
    }
    expect(await expectAllPublished()).toBe(0);
  });

  it('cuts what is too much for one send: 1,100 events of 1 KB, and 20 of 100 KB, on one stream', async () => {
    await writeEvents(
      database.owner,
      Array.from({ length: 1_100 }, () => ({ stream: 's', data: 'x'.repeat(1_024) })),
    );
    await writeEvents(
      database.owner,
      Array.from({ length: 20 }, () => ({ stream: 's', data: 'x'.repeat(102_400) })),
    );
    await writeEvents(database.owner, [{ stream: 's', data: 'x'.repeat(1_900_000) }]);
    relay();
    await reached(1_121);
    expect(await expectAllPublished()).toBe(0);
    expect(kafka.closed).toEqual([]);
  });

  it('takes a fresh producer after an error, and goes on from the checkpoint', async () => {
    let sends = 0;
    kafka.around = async (_send, real) => {
      sends++;
      // The third arrives and its answer is lost; the sixth does not arrive.
      if (sends === 6) throw new Error('not sent');
      await real();
      if (sends === 3) throw new Error('answer lost');
    };
    const running = relay();
    for (let n = 1; n <= 10; n++) {
      await writeEvents(database.owner, some(50));
      running.wake.ring();
      await until('these', async () => (await stored()).checkpoint === n * 50);
    }
    expect(await expectAllPublished()).toBeGreaterThan(0);
    expect(kafka.closed).toEqual([1, 2]);
    expect(Math.max(...kafka.sends.map(({ publisher }) => publisher))).toBe(3);
    // None is used again once a newer one is there.
    const used = kafka.sends.map(({ publisher }) => publisher);
    expect(used).toEqual([...used].sort());
  });

  it('does not move its checkpoint over what one partition has not acknowledged', async () => {
    const stuck = gate();
    kafka.around = async ({ partition }, real) => {
      if (partition === 1) await stuck.passed;
      await real();
    };
    await writeEvents(database.owner, some(100));
    relay();
    await until('the others are sent', () => kafka.sends.length === 3);
    expect((await stored()).checkpoint).toBe(0);
    stuck.open();
    await reached(100);
  });

  it('leads in one process only; when that one stops, the other takes over at once and nothing is sent twice', async () => {
    await writeEvents(database.owner, some(100));
    const first = relay();
    await reached(100);
    const other = new FaultyKafka(new KafkaJsClient(settings, silent));
    relay({ kafka: other });
    await writeEvents(database.owner, some(100));
    await reached(200);
    expect(other.sends).toEqual([]);
    await first.stop();
    await writeEvents(database.owner, some(100));
    // Well below the lease of 5 s.
    await reached(300, 2_000);
    expect(other.sends.length).toBeGreaterThan(0);
    expect(await expectAllPublished()).toBe(0);
  });

  it('a leader that was frozen past its lease may send again, but never moves the checkpoint, and steps down', async () => {
    await writeEvents(database.owner, some(30));
    const frozen = gate();
    kafka.around = async (_send, real) => {
      await frozen.passed;
      await real();
    };
    // Believes in its lease for a minute: only the epoch can tell it otherwise.
    relay({ leaseMs: 60_000 });
    await until('it is in the middle of its sends', () => kafka.sends.length > 0);
    await database.owner.query(`update intake.relay set lease_until = '-infinity'`);
    relay({ kafka: new KafkaJsClient(settings, silent) });
    await reached(30);
    await writeEvents(database.owner, some(30));
    await reached(60);
    const before = await stored();
    frozen.open();
    await until('it has stepped down', () => kafka.closed.length === 1);
    expect(await stored()).toEqual(before);
    expect(await expectAllPublished()).toBe(30);
  });

  it('sends nothing more once its lease has run out on either clock', async () => {
    for (const clock of ['monotonic', 'wall'] as const) {
      const faulty = new FaultyKafka(new KafkaJsClient(settings, silent));
      let sleptMs = 0;
      const held = gate();
      faulty.around = async (_send, real) => {
        await held.passed;
        await real();
      };
      // One partition of several sends.
      await writeEvents(
        database.owner,
        Array.from({ length: 3 }, () => ({ stream: 's', data: 'x'.repeat(300_000) })),
      );
      const sleeper = relay({
        kafka: faulty,
        leaseMs: 60_000,
        clock: {
          now: () => new Date(Date.now() + (clock === 'wall' ? sleptMs : 0)),
          monotonicMs: () => performance.now() + (clock === 'monotonic' ? sleptMs : 0),
        },
      });
      await until('the first send', () => faulty.sends.length === 1);
      sleptMs = 61_000;
      held.open();
      await until('its producer is gone', () => faulty.closed.length === 1);
      expect(faulty.sends).toHaveLength(1);
      await sleeper.stop();
      await database.owner.query(`update intake.relay set lease_until = '-infinity'`);
    }
  });

  it('does not keep the lease when its sends hang: another process takes over', async () => {
    await writeEvents(database.owner, some(10));
    const never = gate();
    kafka.around = () => never.passed.then(() => Promise.reject(new Error('too late')));
    relay({ leaseMs: 400 });
    await until('it hangs', () => kafka.sends.length > 0);
    relay({ leaseMs: 400, kafka: new KafkaJsClient(settings, silent) });
    await reached(10, 5_000);
    never.open();
  });

  it('keeps its lease while it gets on', async () => {
    await writeEvents(database.owner, some(10));
    relay({ leaseMs: 600 });
    await reached(10);
    relay({ leaseMs: 600 });
    const until2s = performance.now() + 2_000;
    await until('three leases long', () => performance.now() > until2s);
    // Nobody has taken it since.
    expect(await epoch()).toBe(1);
  });

  it('finishes the batch under way when it is stopped, and leaves the lease free', async () => {
    const held = gate();
    kafka.around = async (_send, real) => {
      await held.passed;
      await real();
    };
    await writeEvents(database.owner, some(100));
    const running = relay();
    await until('it sends', () => kafka.sends.length > 0);
    const stopped = running.stop();
    held.open();
    await stopped;
    expect((await stored()).checkpoint).toBe(100);
    const { rows } = await database.owner.query('select holder, lease_until::text from intake.relay');
    expect(rows).toEqual([{ holder: null, lease_until: '-infinity' }]);
    expect(await expectAllPublished()).toBe(0);
  });

  it('makes a deleted topic again and goes on from its checkpoint', async () => {
    await writeEvents(database.owner, some(100));
    const running = relay();
    await reached(100);
    await withAdmin(settings, (admin) => admin.deleteTopics({ topics: [settings.topic] }));
    await writeEvents(database.owner, some(100));
    running.wake.ring();
    await reached(200);
    // The first ones can be had from the log: the chain shows that they are missing.
    for (const [partition, events] of (await published()).entries()) {
      expect(events).toEqual((await expected())[partition]!.filter(({ event }) => event.position > 100));
      expect(events[0]!.previous).toBeGreaterThan(0);
    }
  });

  it('says what is wrong with a topic that is not as configured, and begins once it is', async () => {
    await makeTopic(settings, 1);
    await writeEvents(database.owner, some(10));
    const running = relay();
    await until('it says so', () => running.status().needsPerson === 'topic');
    expect(running.status().problem).toMatch(/has 1 partitions, not 3/);
    await withAdmin(settings, (admin) => admin.deleteTopics({ topics: [settings.topic] }));
    await reached(10);
    await until('it says so no more', () => running.status().problem === null);
    expect(running.status().needsPerson).toBeNull();
  });

  it('goes on after its database connections were cut', async () => {
    const pool = createPool({ url: database.url, name: 'cut', max: 3, log: silent });
    const running = relay({ pool, reader: new LogReader(pool) });
    for (let n = 1; n <= 5; n++) {
      await writeEvents(database.owner, some(20));
      await database.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'intake cut'`,
      );
      running.wake.ring();
      await reached(n * 20);
    }
    await expectAllPublished();
    await running.stop();
    await pool.end();
  });

  it('goes on trying while no broker answers, and shows why', async () => {
    await writeEvents(database.owner, some(10));
    const away = new KafkaJsClient({ ...settings, brokers: ['127.0.0.1:1'] }, silent);
    const lonely = relay({ kafka: away });
    await until('it says so', () => lonely.status().problem !== null);
    const began = performance.now();
    await lonely.stop();
    expect(performance.now() - began).toBeLessThan(3_000);
    relay();
    await reached(10);
  });
});
