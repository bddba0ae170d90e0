/** One contract for both ways of feeding a projection by stream, and changing from one to the other. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import { loadProgress } from '../../src/platform/relay/progress.js';
import { Relay } from '../../src/platform/relay/relay.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { CountRow, countsBy, expectExactFold } from '../support/counting.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess, inGroupOfItsOwn } from '../support/followers.js';
import { deleteTopic, kafkaSettings, readTopic, sendPlainly } from '../support/kafka.js';
import { FaultyKafka } from '../support/kafka-faults.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { type Feeding, projectorContract } from './projector-contract.js';
import { followCounts, LOG, type Projector, reached } from './projector-parts.js';

jest.setTimeout(60_000);

interface ThroughKafka extends Feeding {
  kafka: FaultyKafka;
  settings: ConnectedKafkaSettings;
}

async function throughKafka({ pool }: TestDatabase): Promise<ThroughKafka> {
  const settings = kafkaSettings(LOG.partitions);
  // A group of the test's own: a member that an earlier test has left behind would hold up the first join.
  const kafka = new FaultyKafka(inGroupOfItsOwn(new KafkaJsClient(settings, silent), settings.topic));
  const reader = new LogReader(pool);
  const relay = new Relay({ ...LOG, pool, reader, kafka, source: '/test', log: silent, clock: systemClock });
  relay.start();
  return {
    kafka,
    settings,
    async stop() {
      await relay.stop();
      await deleteTopic(settings);
    },
  };
}

projectorContract('fed by the log itself, without Kafka', async () => ({ kafka: null, stop: async () => {} }));
projectorContract('fed through Kafka', throughKafka);

describe('a projection by stream, with Kafka and without', () => {
  let database: TestDatabase;
  let process: FollowingProcess;
  let feeding: ThroughKafka | null;
  let follower: Projector | null;

  beforeEach(async () => {
    database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
    process = await followingProcess(database, [CountRow]);
    feeding = null;
    follower = null;
  });

  afterEach(async () => {
    await follower?.stop();
    await feeding?.stop();
    await process.end();
    await database.drop();
  });

  const write = (n: number) => writeEvents(database.owner, some(n, 30));
  const expectExact = async () => {
    await reached(database);
    await expectExactFold(database.owner);
  };
  const follow = async (kafka: FaultyKafka | null) => {
    await follower?.stop();
    follower = await followCounts(process.parts, kafka);
  };

  it('needs nothing to go from one to the other and back, and counts nothing twice', async () => {
    await follow(null);
    await write(300);
    await expectExact();
    feeding = await throughKafka(database);
    for (const kafka of [feeding.kafka, null, feeding.kafka]) {
      await follow(kafka);
      await write(300);
      await expectExact();
    }
    const messages = [...(await readTopic(feeding.settings)).values()].flat();
    expect(messages).toHaveLength(1_200);
  });

  it('goes on when the topic is deleted, with all that was not read yet, and made again', async () => {
    feeding = await throughKafka(database);
    await follow(feeding.kafka);
    await write(300);
    await expectExact();
    await deleteTopic(feeding.settings);
    await write(300);
    await expectExact();
  });

  it('fills from the log what Kafka acknowledged and lost, as the next message shows', async () => {
    feeding = await throughKafka(database);
    let losing = true;
    feeding.kafka.around = async (_, real) => {
      if (!losing) await real();
    };
    await follow(feeding.kafka);
    await write(300);
    await until('the relay has published it', async () => (await loadProgress(database.pool)).checkpoint === 300);
    losing = false;
    await write(300);
    await expectExact();
    const arrived = [...(await readTopic(feeding.settings)).values()].flat();
    expect(arrived).toHaveLength(300);
  });

  it('takes nothing from messages that are not this log’s events', async () => {
    feeding = await throughKafka(database);
    await feeding.kafka.ensureTopic();
    for (let partition = 0; partition < LOG.partitions; partition++) {
      await sendPlainly(feeding.settings, partition, [
        { key: 's-1', value: null },
        { key: 's-1', value: '{"n":1}', headers: { ce_specversion: '1.0', ce_logid: LOG.logId, ce_position: '1' } },
      ]);
    }
    await follow(feeding.kafka);
    await write(300);
    await expectExact();
  });
});
