/** Read models made anew, and compared with the log. Real PostgreSQL; the live consumer is fed by the log itself. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { followByStream } from '../../src/platform/projector/follow-by-stream.js';
import { followInSequence } from '../../src/platform/projector/follow-in-sequence.js';
import { CountRow, countsBy, expectExactFold } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { some, writeEvents } from '../support/log.js';
import { type Rebuilding, rebuilding } from '../support/rebuilding.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const LOG = { logId: '0199f2f0-0000-7000-8000-000000000001', partitions: 3 };

let database: TestDatabase;
let following: FollowingProcess;
let at: Rebuilding;
let live: { start(): Promise<void>; stop(): Promise<void> };

afterEach(async () => {
  await Promise.all([live.stop(), at.stop()]);
  await following.end();
  await database.drop();
});

async function begin(follows: 'stream' | 'sequence') {
  database = await freshDatabase({ readModels: [countsBy(follows)], partitions: 3 });
  following = await followingProcess(database, [CountRow]);
  at = rebuilding(database, following, countsBy(follows));
  live =
    follows === 'stream'
      ? followByStream(countsBy('stream'), following.parts, null, LOG)
      : followInSequence(countsBy('sequence'), following.parts, () => {});
  await live.start();
}

const head = async () =>
  (await database.owner.query('select max(position)::integer as head from intake.events')).rows[0].head;
const caughtUp = async () => {
  const upTo = await head();
  await until(`every partition has reached ${upTo}`, async () => {
    const { rows } = await database.owner.query('select min(position)::integer as at from intake.checkpoints');
    return rows[0].at >= upTo;
  });
};
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
    await caughtUp();
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
    await caughtUp();
    await expectExactFold(database.owner);
  });
});
