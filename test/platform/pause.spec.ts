/** A pause holds for what is in flight, and over restarts; what is new to a log is left alone until it is filled. Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { Registry } from '../../src/platform/projector/registry.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { CountRow, countsBy, expectExactToMarkers } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { caughtUp, type Follower, LOG, WAYS, type Way } from '../support/following-counts.js';
import { asPublished, HandKafka } from '../support/hand-kafka.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { followCounts } from './projector-parts.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let registry: Registry;
const running: Follower[] = [];
const processes: FollowingProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
  registry = new Registry(database.pool);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await Promise.all(processes.splice(0).map((each) => each.end()));
  await database.drop();
});

const counts = countsBy('stream');
const pause = () => inTransaction(database.pool, (client) => registry.pause(client, counts));
const resume = () => inTransaction(database.pool, (client) => registry.resume(client, counts));
const write = (n: number) => writeEvents(database.owner, some(n));

async function process(): Promise<FollowingProcess> {
  const made = await followingProcess(database, [CountRow]);
  processes.push(made);
  return made;
}

async function rowsAndCheckpoints(): Promise<unknown> {
  const rows = await database.owner.query('select stream, count, trail from read_v1.counts order by stream');
  const checkpoints = await database.owner.query('select partition, position from intake.checkpoints order by 1');
  return [rows.rows, checkpoints.rows];
}

/** Steps follow one another: once the third has looked whether it may follow, two are over, and what they would write is written. */
async function twoStepsAreOver(way: Way, { parts }: FollowingProcess): Promise<void> {
  const look = way === 'stream' ? 'checkpoints-followed' : 'checkpoint';
  const ask = parts.pool.query.bind(parts.pool) as (...given: unknown[]) => Promise<unknown>;
  let looks = 0;
  parts.pool.query = ((...given: unknown[]) => {
    if ((given[0] as { name?: string }).name === look) looks++;
    return ask(...given);
  }) as never;
  await until('it has looked three times', () => looks >= 3);
  parts.pool.query = ask as never;
}

describe.each(WAYS)('a projection that follows by $way', ({ way, follow }) => {
  async function start(on?: FollowingProcess): Promise<Follower> {
    const follower = follow((on ?? (await process())).parts);
    running.push(follower);
    await follower.start();
    return follower;
  }

  const expectExact = async () => {
    await caughtUp(database);
    await expectExactToMarkers(database.owner);
  };

  it('writes nothing of a batch in flight once it is paused (protection: the pause raises the revisions)', async () => {
    const frozen = await process();
    await start(frozen);
    await write(100);
    await expectExact();
    const ice = frozen.freeze();
    await write(100);
    await until('it is in the middle of a write', () => ice.frozen());
    await pause();
    const before = await rowsAndCheckpoints();
    ice.open();
    await twoStepsAreOver(way, frozen);
    expect(await rowsAndCheckpoints()).toEqual(before);
    await resume();
    await expectExact();
  });

  it('stays paused over a restart, and goes on when it is resumed, without loss', async () => {
    const first = await start();
    await write(100);
    await expectExact();
    await pause();
    await first.stop();
    const before = await rowsAndCheckpoints();
    await write(100);
    const second = await process();
    await start(second);
    await twoStepsAreOver(way, second);
    expect(await rowsAndCheckpoints()).toEqual(before);
    await resume();
    await write(100);
    await expectExact();
  });

  it('is left alone while it is new to the log, and followed once it is filled', async () => {
    await write(100);
    await database.owner.query(`update intake.projections set state = 'building'`);
    const waiting = await process();
    await start(waiting);
    await twoStepsAreOver(way, waiting);
    expect((await database.owner.query('select from read_v1.counts')).rowCount).toBe(0);
    await database.owner.query(`update intake.projections set state = 'live'`);
    await expectExact();
  });
});

describe('a pause', () => {
  it('is the same when it is asked for twice, and no other projection’s business', async () => {
    const { parts } = await process();
    running.push(await followCounts(parts, null));
    await database.owner.query(`insert into intake.projections (name, version, state) values ('others', 1, 'live')`);
    const revisions = async () => (await database.owner.query('select revision from intake.checkpoints')).rows;
    expect(await pause()).toBe(true);
    const once = await revisions();
    expect(await pause()).toBe(false);
    expect(await revisions()).toEqual(once);
    expect(await registry.find(counts)).toEqual({ state: 'live', paused: true });
    expect(await registry.find({ name: 'others', version: 1 })).toEqual({ state: 'live', paused: false });
    expect(await registry.find({ name: 'nothing', version: 1 })).toBeNull();
  });

  it('refuses what Kafka still brings (protection: who reads its checkpoint again finds that it may not follow)', async () => {
    await write(50);
    const log = { ...LOG, partitions: 1 };
    const messages = asPublished(await new LogReader(database.pool).after(0), 0, log.logId);
    const kafka = new HandKafka();
    running.push(await followCounts((await process()).parts, kafka, log));
    await kafka.hand(0, messages.slice(0, 10));
    await pause();
    const before = await rowsAndCheckpoints();
    await expect(kafka.hand(0, messages)).rejects.toMatchObject({ name: 'NotFollowed' });
    expect(await rowsAndCheckpoints()).toEqual(before);
    await resume();
    await kafka.hand(0, messages);
    await expectExactToMarkers(database.owner);
  });

  it('takes the consumer out of its group, and a resume brings it back', async () => {
    const kafka = new HandKafka();
    const { parts } = await process();
    running.push(await followCounts(parts, kafka));
    expect(kafka.members).toBe(1);
    await pause();
    await until('it has left', () => kafka.members === 0);
    await resume();
    await until('it is back', () => kafka.members === 1);
  });
});
