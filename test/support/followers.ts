/** What a process that follows the log works with, several times in one test: connections of its own each. */
import type { Pool } from 'pg';
import { ownerDataSource } from '../../src/platform/database/data-source.js';
import type { KafkaClient } from '../../src/platform/kafka/port.js';
import { FollowerParts } from '../../src/platform/projector/follower-parts.js';
import { LogSignal } from '../../src/platform/store/log-signal.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { patientPool, silent, type TestDatabase } from './database.js';
import { gate } from './kafka-faults.js';

export interface FollowingProcess {
  parts: FollowerParts;
  /** From now on it stands still before each of its writes, what it has read in hand, until `open` is called. */
  freeze(): { frozen(): boolean; open(): void };
  end(): Promise<void>;
}

export async function followingProcess(
  { url }: TestDatabase,
  entities: (new () => object)[],
  name = 'follower',
): Promise<FollowingProcess> {
  const pool = patientPool({ url, name, max: 8, pipeline: true });
  const dataSource = await ownerDataSource(url, entities).initialize();
  const signal = new LogSignal(url, pool, silent);
  return {
    parts: new FollowerParts(pool, pool, new LogReader(pool), signal, dataSource, silent),
    freeze: () => freeze(pool),
    async end() {
      await Promise.all([signal.stop(), pool.end(), dataSource.destroy()]);
    },
  };
}

/** Writers take a connection by themselves; what only asks goes through the pool's own `query`. */
function freeze(pool: Pool): { frozen(): boolean; open(): void } {
  const { passed, open } = gate();
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<unknown>;
  let frozen = false;
  pool.connect = (async (callback?: unknown) => {
    if (callback) return connect(callback);
    frozen = true;
    await passed;
    return connect();
  }) as never;
  return { frozen: () => frozen, open };
}

/** The same topic, followed by a group of its own: as by a member that was expelled and does not know it. */
export const inGroupOfItsOwn = (kafka: KafkaClient, suffix: string): KafkaClient => ({
  publisher: (topic) => kafka.publisher(topic),
  ensureTopic: () => kafka.ensureTopic(),
  ensureOtherTopic: (...asked) => kafka.ensureOtherTopic(...asked),
  lastMessages: (isWanted) => kafka.lastMessages(isWanted),
  follow: (options) => kafka.follow({ ...options, group: `${options.group}.${suffix}` }),
});
