/** What holds of a projection by stream, however its events come to it (G6). */
import { afterEach, beforeEach, describe, it } from '@jest/globals';
import type { KafkaClient } from '../../src/platform/kafka/port.js';
import { CountRow, countsBy, expectExactFold } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess, inGroupOfItsOwn } from '../support/followers.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { followCounts, LOG, type Projector, reached } from './projector-parts.js';

/** Brings the log's events to followers, or leaves them to fetch them. */
export interface Feeding {
  /** null: the log itself. */
  kafka: KafkaClient | null;
  stop(): Promise<void>;
}

export function projectorContract(name: string, feed: (database: TestDatabase) => Promise<Feeding>): void {
  describe(`a projection by stream, ${name}`, () => {
    let database: TestDatabase;
    let feeding: Feeding;
    const running: Projector[] = [];
    const processes: FollowingProcess[] = [];

    beforeEach(async () => {
      database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
      feeding = await feed(database);
    });

    afterEach(async () => {
      await Promise.all(running.splice(0).map((each) => each.stop()));
      await Promise.all(processes.splice(0).map((each) => each.end()));
      await feeding.stop();
      await database.drop();
    });

    const process = async (): Promise<FollowingProcess> => {
      const made = await followingProcess(database, [CountRow]);
      processes.push(made);
      return made;
    };
    const start = async (kafka = feeding.kafka, on?: FollowingProcess): Promise<Projector> => {
      const follower = await followCounts((on ?? (await process())).parts, kafka);
      running.push(follower);
      return follower;
    };
    const expelled = (suffix: string) => feeding.kafka && inGroupOfItsOwn(feeding.kafka, suffix);
    const write = (n: number) => writeEvents(database.owner, some(n, 30));
    const expectExact = async () => {
      await reached(database);
      await expectExactFold(database.owner);
    };

    it('is the exact fold of what was there before it began and of what comes while it runs', async () => {
      await write(2_500);
      await start();
      for (let n = 0; n < 10; n++) await write(100);
      await expectExact();
    });

    it('counts nothing twice where two processes both believe that every partition is theirs', async () => {
      await Promise.all(['a', 'b'].map((group) => start(expelled(group))));
      for (let n = 0; n < 20; n++) await write(100);
      await expectExact();
    });

    it('writes nothing of what a frozen process has in hand once another one has moved on', async () => {
      const zombie = await process();
      await start(expelled('zombie'), zombie);
      await write(300);
      await expectExact();
      const ice = zombie.freeze();
      await write(300);
      await until('it is in the middle of a write', () => ice.frozen());
      await start(expelled('other'));
      await expectExact();
      ice.open();
      await write(300);
      await expectExact();
    });

    it('stays exact while processes come and go', async () => {
      let last = await start();
      for (let n = 0; n < 3; n++) {
        await write(200);
        const next = await start();
        await write(200);
        await last.stop();
        last = next;
      }
      await expectExact();
    });

    it('goes on after its database connections were cut', async () => {
      await start();
      for (let n = 0; n < 5; n++) {
        await write(200);
        await database.owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'intake follower' and datname = current_database()`,
        );
      }
      await expectExact();
    });
  });
}
