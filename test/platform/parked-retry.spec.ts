/** What admins do about parked events: retry and skip, beside whoever follows (G6). Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { AboutParked, type DoneAboutParked } from '../../src/commands/about-parked.js';
import { decide } from '../../src/commands/skip-parked-event/skip-parked-event.handler.js';
import { inTransaction } from '../../src/platform/database/transaction.js';
import type { Operation } from '../../src/platform/operations/operation.js';
import { Operations } from '../../src/platform/operations/operations.js';
import { ParkedEvents, type Skip } from '../../src/platform/projector/parked-events.js';
import type { Projection } from '../../src/platform/projector/projection.js';
import type { Refolded } from '../../src/platform/projector/refold.js';
import { Acts } from '../../src/platform/store/acts.js';
import { CountRow, countsBy, expectExactToMarkers, mendedCountsBy, type Poison } from '../support/counting.js';
import { freshDatabase, patientPool, type TestDatabase, withClient } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { caughtUp, type Follower, LOG, parkedCount, parkedIn, WAYS } from '../support/following-counts.js';
import { some, type Written, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const [BY_STREAM, IN_SEQUENCE] = WAYS;
const METADATA = { actor: 'admin', correlationId: 'c', causationId: null, traceparent: null };

let database: TestDatabase;
let process: FollowingProcess;
let parked: ParkedEvents;
/** As a process that plays the api alone. */
let api: Pool;
let about: AboutParked;
let operations: Operations;
let follower: Follower;

beforeEach(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
  process = await followingProcess(database, [CountRow]);
  api = patientPool({ url: database.url, name: 'api', max: 10, role: 'intake_api' });
  operations = new Operations(api);
  parked = new ParkedEvents(process.parts.dataSource);
  about = new AboutParked(new Acts(api), operations);
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
    const done = await retry(mendedCountsBy('stream'), marker!.position);
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
    const done = await retry(countsBy('stream'), marker!.position);
    expect(done).toMatchObject({ applied: 0, parked: { position: marker!.position, fromVersion: 3, tries: 4 } });
    expect(await parkedCount(database)).toBe(1);
    await expectExactToMarkers(database.owner);
  });

  it('is parked at a later event by a retry that fails there; what the database refuses is found too', async () => {
    await write([...some(5), poisoned('bad'), { stream: 'bad' }, poisoned('bad', 'number'), { stream: 'bad' }]);
    await follow();
    await skip(countsBy('stream'), 6, { reason: 'sent by mistake', by: 'admin' });
    const error = expect.stringMatching(/out of range/);
    expect(await parkedIn(database)).toMatchObject([{ position: 8, version: 3, tries: 1, error }]);
    await expectExactToMarkers(database.owner);
  });

  it('goes on behind an event that is skipped, up to the next that cannot be applied', async () => {
    await write(HISTORY);
    await follow();
    const mistake = { reason: 'sent by mistake', by: 'admin' };
    const [first] = await parkedIn(database);
    const done = await skip(countsBy('stream'), first!.position, mistake);
    expect(done).toMatchObject({ applied: 2, parked: { fromVersion: 6, tries: 1 } });
    await expectExactToMarkers(database.owner);
    const [second] = await parkedIn(database);
    expect(await skip(countsBy('stream'), second!.position, mistake)).toEqual({ applied: 1, parked: null });
    await expectNothingParked();
    const { rows } = await database.owner.query('select stream, stream_version, reason, skipped_by from intake.skips');
    expect(rows).toEqual(
      [3, 6].map((version) => ({
        stream: 'bad',
        stream_version: version,
        reason: mistake.reason,
        skipped_by: 'admin',
      })),
    );
  });

  it('that is folded anew later leaves out what was skipped (protection: a retry asks for skips)', async () => {
    await write(HISTORY);
    await follow();
    const [first] = await parkedIn(database);
    await skip(countsBy('stream'), first!.position, { reason: 'x', by: 'admin' });
    const [second] = await parkedIn(database);
    await retry(mendedCountsBy('stream'), second!.position);
    await expectNothingParked();
  });

  it('of which more comes while it is retried loses nothing of it', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    const writing = (async () => {
      for (let n = 0; n < 20; n++) await write([{ stream: 'bad' }, ...some(20)]);
    })();
    await retry(mendedCountsBy('stream'), marker!.position);
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
    const retried = await withClient(database.url, async (inFlight) => {
      await inFlight.query('begin');
      await inFlight.query('update intake.checkpoints set position = $1', [HISTORY.length + 1]);
      const begun = { done: retry(mendedCountsBy('stream'), marker!.position) };
      await until('the retry waits', async () => {
        const { rowCount } = await database.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount === 1;
      });
      await inFlight.query('commit');
      return begun;
    });
    expect(await retried.done).toEqual({ applied: 6, parked: null });
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
    await retry(mendedCountsBy('stream'), marker!.position);
    expect(await revisions()).toBe(before + 1);
    ice.open();
    await caughtUp(database);
    await expectNothingParked();
  });

  it('is not found under another position, nor a second time', async () => {
    await write(HISTORY);
    await follow();
    const [marker] = await parkedIn(database);
    expect(await retry(countsBy('stream'), marker!.position + 1)).toBeNull();
    const mistake = { reason: 'x', by: 'admin' };
    const twice = [1, 2].map(() => skip(mendedCountsBy('stream'), marker!.position, mistake));
    expect((await Promise.all(twice)).filter(Boolean)).toHaveLength(1);
    expect(await skip(countsBy('stream'), marker!.position, mistake)).toBeNull();
  });

  it('of a projection in sequence is left to a rebuild, skips and all, and the log tells of both', async () => {
    await write(HISTORY);
    await follow(IN_SEQUENCE);
    const [marker] = await parkedIn(database);
    const { done } = await skipInSequence(marker!.position);
    expect(done).toMatchObject({ kind: 'rebuild', subject: ['counts.v1'], startedBy: 'admin', state: 'running' });
    const { rows } = await database.owner.query('select stream_version from intake.skips');
    expect(rows).toEqual([{ stream_version: 3 }]);
    // What runs already does as well.
    const { id } = done as Operation;
    expect((await skipInSequence(marker!.position)).done).toMatchObject({ id });
    await expect(skipInSequence(1)).rejects.toMatchObject({ code: 'not-found' });
    expect(await told()).toEqual([
      ['projection-counts', 'ProjectionEventSkipped'],
      [`operation-${id}`, 'OperationStarted'],
    ]);
  });

  it('of a projection in sequence is let alone while it is verified: nothing is half done', async () => {
    await write(HISTORY);
    await follow(IN_SEQUENCE);
    const [marker] = await parkedIn(database);
    await inTransaction(database.pool, (client) =>
      operations.start(client, { kind: 'verify', subject: ['counts.v1'], options: {}, startedBy: 'admin' }),
    );
    await expect(skipInSequence(marker!.position)).rejects.toMatchObject({ code: 'state-conflict' });
    expect((await database.owner.query('select from intake.skips')).rowCount).toBe(0);
    expect(await told()).toEqual([]);
  });
});

const retry = async (projection: Projection<CountRow>, position: number): Promise<Refolded | null> =>
  (await inTransaction(database.pool, (client) => parked.retry(client, projection, position)))?.refolded ?? null;
const skip = async (projection: Projection<CountRow>, position: number, why: Skip): Promise<Refolded | null> =>
  (await inTransaction(database.pool, (client) => parked.skip(client, projection, position, why)))?.refolded ?? null;

/** As its command does it. */
function skipInSequence(position: number): Promise<DoneAboutParked> {
  const projection = countsBy('sequence');
  return about.act(projection, METADATA, {
    unpark: (client) => parked.skip(client, projection, position, { reason: 'x', by: METADATA.actor }),
    decide: (marker) => decide(projection, marker, 'x'),
  });
}

/** What was added to the log about it. */
async function told(): Promise<[string, string][]> {
  const { rows } = await database.owner.query(
    `select stream, type from intake.events where position > $1 order by position`,
    [HISTORY.length],
  );
  return rows.map(({ stream, type }) => [stream, type]);
}

async function revisions(): Promise<number> {
  const { rows } = await database.owner.query('select sum(revision)::integer as sum from intake.checkpoints');
  return rows[0].sum;
}
