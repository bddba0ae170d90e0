/** What admins do about parked events: retry and skip, beside whoever follows (G6). Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import type { Operation } from '../../src/platform/operations/operation.js';
import { Operations } from '../../src/platform/operations/operations.js';
import { ParkedEvents } from '../../src/platform/projector/parked-events.js';
import { CountRow, countsBy, expectExactToMarkers, mendedCountsBy, type Poison } from '../support/counting.js';
import { freshDatabase, patientPool, type TestDatabase, withClient } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { caughtUp, type Follower, LOG, parkedCount, parkedIn, WAYS } from '../support/following-counts.js';
import { some, type Written, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const [BY_STREAM, IN_SEQUENCE] = WAYS;

let database: TestDatabase;
let process: FollowingProcess;
let parked: ParkedEvents;
/** As a process that plays the api alone. */
let api: Pool;
let operations: Operations;
let follower: Follower;

beforeEach(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
  process = await followingProcess(database, [CountRow]);
  api = patientPool({ url: database.url, name: 'api', max: 10, role: 'intake_api' });
  operations = new Operations(api);
  parked = new ParkedEvents(api, process.parts.dataSource, operations);
});

afterEach(async () => {
  await follower.stop();
  await Promise.all([process.end(), api.end()]);
  await database.drop();
});

const write = (events: Written[]) => writeEvents(database.owner, events);
const poisoned = (stream: string, poison: Poison['poison'] = 'fold'): Written => ({ stream, data: { poison } });
/** One stream in which each third event cannot be applied, among others. */
const HISTORY = [
  ...some(5),
  ...[1, 2].flatMap(() => [{ stream: 'bad' }, { stream: 'bad' }, poisoned('bad')]),
  { stream: 'bad' },
  ...some(5),
];

async function follow(way = BY_STREAM!): Promise<void> {
  follower = way.follow(process.parts);
  await follower.start();
  await caughtUp(database);
}

const expectNothingParked = async () => {
  expect(await parkedIn(database)).toEqual([]);
  expect(await parkedCount(database)).toBe(0);
  await expectExactToMarkers(database.owner);
};

describe('a parked stream', () => {
  it('is applied whole by a retry after a repair, and goes on from there', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    expect(marker).toMatchObject({ stream: 'bad', version: 3, tries: 3 });
    const done = await parked.retry(mendedCountsBy('stream'), marker!.position, 'admin');
    expect(done).toEqual({ applied: 5, parked: null });
    await expectNothingParked();
    await write([{ stream: 'bad' }, ...some(5)]);
    await caughtUp(database);
    await expectNothingParked();
  });

  it('stays where it is by a retry that fails again; the tries are counted', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    const done = await parked.retry(countsBy('stream'), marker!.position, 'admin');
    expect(done).toMatchObject({ applied: 0, parked: { position: marker!.position, fromVersion: 3, tries: 4 } });
    expect(await parkedCount(database)).toBe(1);
    await expectExactToMarkers(database.owner);
  });

  it('is parked at a later event by a retry that fails there; what the database refuses is found too', async () => {
    await write([...some(5), poisoned('bad'), { stream: 'bad' }, poisoned('bad', 'number'), { stream: 'bad' }]);
    await follow();
    await parked.skip(countsBy('stream'), 6, { reason: 'sent by mistake', by: 'admin' });
    const error = expect.stringMatching(/out of range/);
    expect(await parkedIn(database)).toMatchObject([{ position: 8, version: 3, tries: 1, error }]);
    await expectExactToMarkers(database.owner);
  });

  it('goes on behind an event that is skipped, up to the next that cannot be applied', async () => {
    await write(HISTORY);
    await follow();
    const skip = { reason: 'sent by mistake', by: 'admin' };
    const [first] = await parkedIn(database);
    const done = await parked.skip(countsBy('stream'), first!.position, skip);
    expect(done).toMatchObject({ applied: 2, parked: { fromVersion: 6, tries: 1 } });
    await expectExactToMarkers(database.owner);
    const [second] = await parkedIn(database);
    expect(await parked.skip(countsBy('stream'), second!.position, skip)).toEqual({ applied: 1, parked: null });
    await expectNothingParked();
    const { rows } = await database.owner.query('select stream, stream_version, reason, skipped_by from intake.skips');
    expect(rows).toEqual(
      [3, 6].map((version) => ({ stream: 'bad', stream_version: version, reason: skip.reason, skipped_by: 'admin' })),
    );
  });

  it('that is folded anew later leaves out what was skipped (protection: a retry asks for skips)', async () => {
    await write(HISTORY);
    await follow();
    const [first] = await parkedIn(database);
    await parked.skip(countsBy('stream'), first!.position, { reason: 'x', by: 'admin' });
    const [second] = await parkedIn(database);
    await parked.retry(mendedCountsBy('stream'), second!.position, 'admin');
    await expectNothingParked();
  });

  it('of which more comes while it is retried loses nothing of it', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    const writing = (async () => {
      for (let n = 0; n < 20; n++) await write([{ stream: 'bad' }, ...some(20)]);
    })();
    await parked.retry(mendedCountsBy('stream'), marker!.position, 'admin');
    await writing;
    await caughtUp(database);
    await follower.stop();
    await expectExactToMarkers(database.owner);
  });

  it('waits for a batch in flight, and folds what that has left out (protection: the checkpoint’s row is taken first)', async () => {
    await write(HISTORY);
    await follow();
    await follower.stop();
    await write([{ stream: 'bad' }]);
    const [marker] = await parkedIn(database);
    const retry = await withClient(database.url, async (inFlight) => {
      await inFlight.query('begin');
      await inFlight.query('update intake.checkpoints set position = $1', [HISTORY.length + 1]);
      const begun = { done: parked.retry(mendedCountsBy('stream'), marker!.position, 'admin') };
      await until('the retry waits', async () => {
        const { rowCount } = await database.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      await inFlight.query('commit');
      return begun;
    });
    expect(await retry.done).toEqual({ applied: 6, parked: null });
    await expectNothingParked();
  });

  it('has what is in flight begin again, by the revision that a retry raises', async () => {
    await write(HISTORY);
    await follow();
    const ice = process.freeze();
    await write([{ stream: 'bad' }, ...some(5)]);
    await until('it is in the middle of a write', () => ice.frozen());
    const before = await revisions();
    const [marker] = await parkedIn(database);
    await parked.retry(mendedCountsBy('stream'), marker!.position, 'admin');
    expect(await revisions()).toBe(before + 1);
    ice.open();
    await caughtUp(database);
    await expectNothingParked();
  });

  it('is not found under another position, nor a second time', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    expect(await parked.retry(countsBy('stream'), marker!.position + 1, 'admin')).toBeNull();
    const skip = { reason: 'x', by: 'admin' };
    const twice = [1, 2].map(() => parked.skip(mendedCountsBy('stream'), marker!.position, skip));
    expect((await Promise.all(twice)).filter(Boolean)).toHaveLength(1);
    expect(await parked.skip(countsBy('stream'), marker!.position, skip)).toBeNull();
  });

  it('of a projection in sequence is left to a rebuild, skips and all', async () => {
    await write(HISTORY);
    await follow(IN_SEQUENCE);
    const [marker] = await parkedIn(database);
    const skip = { reason: 'x', by: 'admin' };
    const done = await parked.skip(countsBy('sequence'), marker!.position, skip);
    expect(done).toMatchObject({ kind: 'rebuild', subject: ['counts.v1'], startedBy: 'admin', state: 'running' });
    const { rows } = await database.owner.query('select stream_version from intake.skips');
    expect(rows).toEqual([{ stream_version: 3 }]);
    // What runs already does as well.
    expect(await parked.retry(countsBy('sequence'), marker!.position, 'admin')).toMatchObject({
      id: (done as Operation).id,
    });
    expect(await parked.retry(countsBy('sequence'), 1, 'admin')).toBeNull();
  });

  it('of a projection in sequence is let alone while it is verified: nothing is half done', async () => {
    await write(HISTORY);
    await follow(IN_SEQUENCE);
    const [marker] = await parkedIn(database);
    await operations.start({ kind: 'verify', subject: ['counts.v1'], options: {}, startedBy: 'admin' });
    const skip = parked.skip(countsBy('sequence'), marker!.position, { reason: 'x', by: 'admin' });
    await expect(skip).rejects.toMatchObject({ code: 'state-conflict' });
    expect((await database.owner.query('select from intake.skips')).rowCount).toBe(0);
  });
});

async function revisions(): Promise<number> {
  const { rows } = await database.owner.query('select sum(revision)::integer as sum from intake.checkpoints');
  return rows[0].sum;
}
