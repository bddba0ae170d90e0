/** Counts that span streams: exact, also where two processes count at once, or one that was frozen goes on (G6). Real PostgreSQL. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { definitionOf, type NewEvent } from '../../src/events/event.js';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import { newId } from '../../src/platform/ids.js';
import { foldRows } from '../../src/platform/projector/fold.js';
import { followInSequence } from '../../src/platform/projector/follow-in-sequence.js';
import { StatisticsRow } from '../../src/projections/statistics/statistics.entity.js';
import { statistics } from '../../src/projections/statistics/statistics.projection.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { readLog } from '../support/exact-fold.js';
import { attemptFailed, delivered, received } from '../support/facts.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

placeInSchemas([statistics]);

let database: TestDatabase;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  database = await freshDatabase({ readModels: [statistics] });
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await database.drop();
});

async function following(): Promise<FollowingProcess> {
  const process = await followingProcess(database, [StatisticsRow]);
  const follower = followInSequence(statistics, process.parts);
  ends.push(process.end, () => follower.stop());
  await follower.start();
  return process;
}

/** Inputs of one destination, in one minute: every event of theirs changes the same row. */
async function happen(inputs: number): Promise<void> {
  const written = ({ type, data }: NewEvent) => ({ type, data, schemaVersion: definitionOf(type).schemaVersion });
  const events = [received(), attemptFailed(1, 100), delivered(2)].map(written);
  const occurredAt = '2026-01-01T00:00:00.000Z';
  const streams = Array.from({ length: inputs }, () => `input-${newId()}`);
  await writeEvents(
    database.owner,
    streams.flatMap((stream) => events.map((event) => ({ stream, occurredAt, ...event }))),
  );
}

async function expectExact(): Promise<void> {
  const log = await readLog(database.url);
  await until('the end of the log is reached', async () => {
    const { rows } = await database.owner.query('select from intake.checkpoints where position = $1', [log.length]);
    return rows.length === 1;
  });
  const [expected] = [...foldRows(statistics, log).values()].map(({ row }) => row);
  const { rows } = await database.owner.query(
    `select destination, minute, received, delivered, failed_attempts as "failedAttempts", dead_lettered as "deadLettered",
            expired, cancelled, retried, attempts, latency_ms as "latencyMs", attempt_ms as "attemptMs"
       from read_v1.statistics`,
  );
  expect(rows).toEqual([expected]);
}

it('counts each event once where two processes count at once', async () => {
  await Promise.all([following(), following()]);
  for (let n = 0; n < 20; n++) await happen(20);
  await expectExact();
});

it('counts each event once where a frozen process goes on with what it has in hand', async () => {
  const zombie = await following();
  await happen(50);
  await expectExact();
  const ice = zombie.freeze();
  await happen(50);
  await until('it is in the middle of a write', () => ice.frozen());
  await following();
  await expectExact();
  ice.open();
  await happen(50);
  await expectExact();
});
