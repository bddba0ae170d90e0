/** Read models made anew, and compared with the log. Real PostgreSQL; the live consumer is fed by the log itself. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PoolClient } from 'pg';
import { createPool } from '../../src/platform/database/pools.js';
import { makeScratchTable } from '../../src/platform/rebuild/scratch-table.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { CountRow, countsBy, expectExactFold, mendedCountsBy, type Poison } from '../support/counting.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { caughtUp, type Follower, LOG, WAYS } from '../support/following-counts.js';
import { some, writeEvents } from '../support/log.js';
import { Rebuilding } from '../support/rebuilding.js';

jest.setTimeout(60_000);

const NOBODY = '0199f2f0-0000-7000-8000-000000000000';

let database: TestDatabase;
let following: FollowingProcess;
let at: Rebuilding;
let live: Follower;

afterEach(async () => {
  await Promise.all([live.stop(), at.working.end()]);
  await following.end();
  await database.drop();
});

async function begin(follows: 'stream' | 'sequence') {
  database = await freshDatabase({ readModels: [countsBy(follows)], partitions: LOG.partitions });
  following = await followingProcess(database, [CountRow]);
  at = new Rebuilding(database, following, countsBy(follows));
  live = WAYS.find(({ way }) => way === follows)!.follow(following.parts);
  await live.start();
}

/** What readers and admins see. */
const standing = async () => ({
  rows: (await database.owner.query('select * from read_v1.counts order by stream')).rows,
  parked: (await database.owner.query('select stream, from_version, position from intake.parked order by stream')).rows,
  counted: (await database.owner.query('select partition, parked from intake.checkpoints order by partition')).rows,
});
/** Tables that a rebuild has left behind. */
const debris = async () =>
  (await database.owner.query(`select relname from pg_class where relnamespace = 'rebuild'::regnamespace`)).rows;
const indexes = async () =>
  (
    await database.owner.query(
      `select indexname, indexdef from pg_indexes where schemaname = 'read_v1' order by indexname`,
    )
  ).rows;

describe.each(['stream', 'sequence'] as const)('by %s, a rebuild', (follows) => {
  beforeEach(() => begin(follows));

  it('puts right whatever the rows have become, and leaves nothing behind', async () => {
    await writeEvents(database.owner, some(2_500, 40));
    await caughtUp(database);
    const before = await indexes();
    await database.owner.query(`update read_v1.counts set count = 7 where stream < 's-2'; delete from read_v1.counts where stream = 's-3';
      insert into read_v1.counts values ('nobody', 1, 1)`);
    at.work();
    const { state, result } = await at.run('rebuild');
    expect([state, result]).toEqual(['succeeded', { projections: [{ name: 'counts', version: 1, position: 2_500 }] }]);
    await expectExactFold(database.owner);
    expect(await debris()).toEqual([]);
    // The same table in everything: the next one finds what this one found.
    expect(await indexes()).toEqual(before);
    expect((await at.run('rebuild')).state).toBe('succeeded');
    await writeEvents(database.owner, some(100, 40));
    await caughtUp(database);
    await expectExactFold(database.owner);
  });

  it('is finished by the next process where the first one dies over it, five times (protection: the lease)', async () => {
    await writeEvents(database.owner, some(2_500, 40));
    await caughtUp(database);
    const id = await at.start('rebuild');
    const dead = createPool({ url: database.url, name: 'rebuild', max: 5, log: silent });
    const { parts } = following;
    const cutOff: PoolClient[] = [];
    for (let epoch = 1; epoch <= 5; epoch++) {
      // A process that makes its table, works on it, and is never heard of again: PostgreSQL has not noticed yet.
      await database.owner.query(
        `update intake.operations set epoch = $2, lease_until = clock_timestamp() where id = $1`,
        [id, epoch],
      );
      const operation = (await at.working.operations.find(id))!;
      const fence = async () => {};
      const { shape } = await makeScratchTable(dead, parts.dataSource, countsBy(follows), { operation, epoch, fence });
      const client = await dead.connect();
      await client.query(`begin; insert into ${shape.name} values ('nobody', 1, 1)`);
      cutOff.push(client);
    }
    at.work();
    expect(await at.working.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await debris()).toEqual([]);
    await expectExactFold(database.owner);
    for (const client of cutOff) client.release(true);
    await dead.end();
  });

  it('of one version does not get in the way of another’s (protection: names of their own)', async () => {
    await writeEvents(database.owner, some(100));
    const id = await at.start('rebuild');
    // What a newer build works on: tables, keys and indexes of the same names.
    const operation = { ...(await at.working.operations.find(id))!, id: NOBODY };
    const work = { operation, epoch: 1, fence: async () => {} };
    const { dataSource } = following.parts;
    const other = await makeScratchTable(database.pool, dataSource, { ...countsBy(follows), version: 2 }, work);
    for (const index of other.indexes) await database.pool.query(index);
    await database.owner.query(
      `insert into intake.operations (id, kind, subject, options, started_by, epoch, lease_until)
       values ($1, 'rebuild', '{counts.v2}', '{}', 'intake', 1, 'infinity')`,
      [NOBODY],
    );
    at.work();
    expect(await at.working.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await debris()).toContainEqual({ relname: other.name });
  });

  it('says at once where something is made from its table, which would be in the way at the end', async () => {
    await writeEvents(database.owner, some(10));
    await database.owner.query('create view public.report as select sum(count) from read_v1.counts');
    at.work();
    const error = expect.stringMatching(/^report is made from the table of counts/);
    expect(await at.run('rebuild')).toMatchObject({ state: 'failed', error });
    await database.owner.query('drop view public.report');
    expect(await at.run('rebuild')).toMatchObject({ state: 'succeeded' });
  });

  it('cancelled while others wait for its swap leaves the old rows as they are', async () => {
    await writeEvents(database.owner, some(500, 40));
    await caughtUp(database);
    await database.owner.query('update read_v1.counts set count = 7');
    const { id, letGo } = await at.heldAtItsSwap();
    // Others read on meanwhile.
    expect((await database.owner.query('select distinct count::integer from read_v1.counts')).rows).toEqual([
      { count: 7 },
    ]);
    await at.working.cancel(id);
    expect(await at.working.ended(id)).toMatchObject({ state: 'cancelled' });
    await letGo();
    expect((await database.owner.query('select distinct count::integer from read_v1.counts')).rows).toEqual([
      { count: 7 },
    ]);
    expect(await debris()).toEqual([]);
  });

  it('waits out a reader that takes its time, and gets its turn', async () => {
    await writeEvents(database.owner, some(500, 40));
    await caughtUp(database);
    await database.owner.query('update read_v1.counts set count = 7');
    const { id, letGo } = await at.heldAtItsSwap();
    // The log goes on.
    await writeEvents(database.owner, some(3_000, 40));
    await caughtUp(database);
    await letGo();
    expect(await at.working.ended(id)).toMatchObject({ state: 'succeeded' });
    await caughtUp(database);
    await expectExactFold(database.owner);
  });

  it('equals the rows of a consumer that goes on all the while (protection: the held checkpoints)', async () => {
    await writeEvents(database.owner, some(1_000, 40));
    at.work();
    for (let round = 0; round < 4; round++) {
      const writing = (async () => {
        for (let n = 0; n < 15; n++) await writeEvents(database.owner, some(200, 40));
      })();
      expect((await at.run('rebuild')).state).toBe('succeeded');
      await writing;
    }
    await caughtUp(database);
    await expectExactFold(database.owner);
  });

  it('parks what the live consumer parks, where it parks it, and applies the rest', async () => {
    const kinds: Poison['poison'][] = ['fold', 'key', 'number', 'text'];
    await writeEvents(database.owner, [
      ...some(300, 20),
      ...kinds.map((poison, n) => ({ stream: `s-${n}`, data: { poison } })),
      ...some(2_500, 20),
      { stream: 's-9', data: { poison: 'number' } },
      ...some(100, 20),
      ...(follows === 'sequence' ? [{ stream: '*', type: 'CountsMultiplied' }] : []),
      ...some(40, 20),
    ]);
    await caughtUp(database);
    const before = await standing();
    expect(before.parked).toHaveLength(5);
    at.work();
    expect((await at.run('rebuild')).state).toBe('succeeded');
    expect(await standing()).toEqual(before);
    expect((await at.run('verify')).result).toMatchObject({ differing: 0, missing: 0, extra: 0, parked: 5 });
  });

  it('applies what can be applied by now, and what was parked is parked no longer', async () => {
    await writeEvents(database.owner, [...some(100, 10), { stream: 's-4', data: { poison: 'fold' } }, ...some(50, 10)]);
    await caughtUp(database);
    expect((await standing()).parked).toHaveLength(1);
    await at.working.end();
    at = new Rebuilding(database, following, mendedCountsBy(follows));
    at.work();
    expect((await at.run('rebuild')).state).toBe('succeeded');
    expect((await standing()).parked).toEqual([]);
    await expectExactFold(database.owner);
  });

  it('leaves out what an admin has skipped, also where that was said while it ran (protection: skips are compared)', async () => {
    await writeEvents(database.owner, some(500, 10));
    await caughtUp(database);
    const { id, letGo } = await at.heldAtItsSwap();
    await database.owner.query(
      `insert into intake.skips (projection, version, stream, stream_version, position, reason, skipped_by)
       values ('counts', 1, 's-1', 7, 62, 'it is wrong', 'admin')`,
    );
    await letGo();
    expect((await at.working.ended(id)).state).toBe('succeeded');
    await expectExactFold(database.owner, ({ stream, version }) => !(stream === 's-1' && version === 7));
  });

  it('has every event of sixteen writers that write at once', async () => {
    const log = new EventLog(database.pool, silent);
    const write = async (writer: number) => {
      for (let n = 0; n < 100; n++) {
        const events = [{ type: 'SomethingHappened', data: { n } }] as never;
        const metadata = { actor: 'a', correlationId: 'c', causationId: null, traceparent: null };
        const command = { stream: `w-${writer}`, expectedVersion: n, events, destination: null, owner: null, metadata };
        await log.append(command);
      }
    };
    at.work();
    const writing = Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)));
    expect((await at.run('rebuild')).state).toBe('succeeded');
    await writing;
    expect((await at.run('rebuild')).state).toBe('succeeded');
    await caughtUp(database);
    await expectExactFold(database.owner);
    const { rows } = await database.owner.query(
      'select count(*)::integer as streams, sum(count)::integer as events from read_v1.counts',
    );
    expect(rows).toEqual([{ streams: 16, events: 1_600 }]);
  });

  it('lets rights that were given on the read model stand', async () => {
    await writeEvents(database.owner, some(10));
    await database.owner.query(`do $$ begin create role intake_test_reader; exception when duplicate_object then null; end $$;
      grant select on read_v1.counts to intake_test_reader`);
    at.work();
    expect((await at.run('rebuild')).state).toBe('succeeded');
    const { rows } = await database.owner.query(
      `select has_table_privilege('intake_test_reader', 'read_v1.counts', 'select') as may`,
    );
    expect(rows).toEqual([{ may: true }]);
  });
});

/** Some rows changed by hand, one taken away, one put in. */
const corrupt = () =>
  database.owner.query(`update read_v1.counts set count = count + 1 where stream in ('s-1', 's-12');
    update read_v1.counts set trail = 5 where stream = 's-20';
    delete from read_v1.counts where stream = 's-3';
    insert into read_v1.counts values ('nobody', 1, 1)`);

const CORRUPTED = ['nobody', 's-1', 's-12', 's-20', 's-3'].map((stream) => ({ stream }));

describe.each(['stream', 'sequence'] as const)('by %s, a verify', (follows) => {
  beforeEach(async () => {
    await begin(follows);
    await writeEvents(database.owner, some(2_500, 40));
    await caughtUp(database);
    at.work();
  });

  it('finds nothing where there is nothing', async () => {
    const { state, result } = await at.run('verify');
    expect([state, result]).toEqual([
      'succeeded',
      {
        name: 'counts',
        version: 1,
        position: 2_500,
        rows: 40,
        differing: 0,
        missing: 0,
        extra: 0,
        keys: [],
        parked: 0,
        repaired: 0,
        checksumLive: expect.stringMatching(/^[0-9a-f]{64}$/),
        checksumRebuilt: result!.checksumLive,
      },
    ]);
    expect(await debris()).toEqual([]);
  });

  it('finds exactly what was changed by hand', async () => {
    await corrupt();
    const { result } = await at.run('verify');
    expect(result).toMatchObject({ rows: 40, differing: 3, missing: 1, extra: 1, keys: CORRUPTED, repaired: 0 });
    expect(result!.checksumLive).not.toBe(result!.checksumRebuilt);
    // It only looks.
    expect((await at.run('verify')).result).toEqual(result);
  });

  it('puts it right where it is asked to', async () => {
    await corrupt();
    expect((await at.run('verify', { repair: true })).result).toMatchObject({
      differing: 3,
      keys: CORRUPTED,
      repaired: 5,
    });
    expect((await at.run('verify')).result).toMatchObject({ rows: 40, differing: 0, missing: 0, extra: 0 });
    await expectExactFold(database.owner);
  });

  it('finds and mends under load, and calls nothing different that is not (protection: one snapshot)', async () => {
    let stop = false;
    const writing = (async () => {
      while (!stop) await writeEvents(database.owner, some(50, 40));
    })();
    try {
      for (let round = 0; round < 3; round++) {
        expect((await at.run('verify')).result).toMatchObject({
          rows: 40,
          differing: 0,
          missing: 0,
          extra: 0,
          keys: [],
        });
      }
      await corrupt();
      expect((await at.run('verify', { repair: true })).result).toMatchObject({
        repaired: expect.any(Number),
        extra: 1,
      });
      expect((await at.run('verify')).result).toMatchObject({ differing: 0, missing: 0, extra: 0 });
    } finally {
      stop = true;
      await writing;
    }
    await caughtUp(database);
    await expectExactFold(database.owner);
  });
});
