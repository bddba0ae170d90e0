/** How far behind the log a projection is said to be, and when it is said to stand still. Real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { Operations } from '../../src/platform/operations/operations.js';
import { Lags } from '../../src/platform/projector/lag.js';
import { Overview } from '../../src/platform/projector/overview.js';
import type { Projection } from '../../src/platform/projector/projection.js';
import { Registry } from '../../src/platform/projector/registry.js';
import { countsBy } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { partitionIn } from '../support/following-counts.js';
import { writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

const PARTITIONS = 2;
const MINUTE = 60_000;
const counts = countsBy('stream') as unknown as Projection;

let database: TestDatabase;
let lags: Lags;

const streamIn = (partition: number) =>
  Array.from({ length: 100 }, (_, n) => `s-${n}`).find((name) => partitionIn(PARTITIONS, name) === partition)!;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Six events: the first five in partition 0, ten minutes old; the sixth in partition 1, one minute old. */
beforeAll(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: PARTITIONS });
  lags = new Lags(database.pool);
  const old = Array.from({ length: 5 }, () => ({ stream: streamIn(0), occurredAt: ago(10 * MINUTE) }));
  await writeEvents(database.owner, [...old, { stream: streamIn(1), occurredAt: ago(MINUTE) }]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.owner.query('truncate intake.checkpoints, intake.relay_heads, intake.operations cascade');
  await database.owner.query(`update intake.projections set state = 'live', paused = false`);
});

interface Standing {
  relay: number;
  checkpoints: number[];
  heads?: number[];
  unmovedMs?: number;
  parked?: number;
}

async function stand({ relay, checkpoints, heads = [], unmovedMs = 0, parked = 0 }: Standing): Promise<void> {
  await database.owner.query('update intake.relay set checkpoint = $1', [relay]);
  await database.owner.query(
    `insert into intake.checkpoints (projection, version, partition, position, parked, moved_at)
     select 'counts', 1, n - 1, p, $2, clock_timestamp() - $3 * interval '1 ms'
       from unnest($1::bigint[]) with ordinality as c(p, n)`,
    [checkpoints, parked, unmovedMs],
  );
  await database.owner.query(
    'insert into intake.relay_heads select n - 1, p from unnest($1::bigint[]) with ordinality as h(p, n)',
    [heads],
  );
}

const about = (ms: number) => ({
  asymmetricMatch: (value: number) => value >= ms && value < ms + 30_000,
});

describe('the lag of a projection', () => {
  it.each<[string, Standing, object]>([
    [
      'is none at the end of the log',
      { relay: 6, checkpoints: [5, 6], heads: [5, 6] },
      { position: 6, lagEvents: 0, lagMs: 0, stalled: false },
    ],
    [
      'is none where what came since is not for a partition',
      { relay: 6, checkpoints: [5, 6], heads: [5, 6], unmovedMs: MINUTE },
      { position: 6, lagEvents: 0, lagMs: 0, stalled: false },
    ],
    [
      'is that of its slowest partition',
      { relay: 6, checkpoints: [2, 6], heads: [5, 6] },
      { position: 2, lagEvents: 4, lagMs: about(10 * MINUTE), stalled: false },
    ],
    [
      'is as old as the oldest event that is not applied, not as one of another partition that is',
      { relay: 6, checkpoints: [5, 0], heads: [5, 6] },
      { position: 5, lagEvents: 1, lagMs: about(MINUTE) },
    ],
    [
      'counts what the relay has not published yet',
      { relay: 2, checkpoints: [2, 0], heads: [2, 0] },
      { position: 2, lagEvents: 4, lagMs: about(10 * MINUTE), stalled: false },
    ],
    [
      'is a stand where nothing has moved for long, and something waits for long',
      { relay: 6, checkpoints: [5, 0], heads: [5, 6], unmovedMs: MINUTE },
      { stalled: true },
    ],
    ['counts what is parked', { relay: 6, checkpoints: [6, 6], heads: [5, 6], parked: 2 }, { parked: 4, lagEvents: 0 }],
  ])('%s', async (_, standing, expected) => {
    await stand(standing);
    expect(await lags.of(counts)).toMatchObject({ head: 6, ...expected });
  });

  it('in sequence is that of its checkpoint, wherever the relay stands', async () => {
    await stand({ relay: 6, checkpoints: [3], heads: [3] });
    expect(await lags.of({ ...counts, follows: 'sequence' } as Projection)).toMatchObject({
      position: 3,
      lagEvents: 3,
      lagMs: about(10 * MINUTE),
    });
  });

  it('is the whole log before any process has begun it', async () => {
    expect(await lags.of(counts)).toMatchObject({ position: 0, head: 6, lagEvents: 6, parked: 0, stalled: false });
  });
});

describe('a projection is said to be', () => {
  const stateNow = async () => {
    const registry = new Registry(database.pool);
    return (await new Overview(lags, registry, new Operations(database.pool)).of(counts)).state;
  };
  const set = (what: string) => database.owner.query(`update intake.projections set ${what} where name = 'counts'`);

  it('live, stalled, paused or rebuilding: the last of them that it is', async () => {
    await stand({ relay: 6, checkpoints: [5, 6], heads: [5, 6] });
    expect(await stateNow()).toBe('live');
    await database.owner.query(`update intake.checkpoints set position = 0, moved_at = '2026-01-01'`);
    expect(await stateNow()).toBe('stalled');
    await set('paused = true');
    expect(await stateNow()).toBe('paused');
    const operations = new Operations(database.pool);
    const running = { subject: ['counts.v1'], options: {}, startedBy: 'admin' };
    const start = (kind: string) =>
      inTransaction(database.pool, (client) => operations.start(client, { kind, ...running }));
    const { operation } = await start('verify');
    expect(await stateNow()).toBe('paused');
    await inTransaction(database.pool, (client) => operations.cancel(client, operation.id));
    await start('rebuild');
    expect(await stateNow()).toBe('rebuilding');
  });

  it('rebuilding while it is filled for the first time', async () => {
    await stand({ relay: 6, checkpoints: [6, 6] });
    await set(`state = 'building'`);
    expect(await stateNow()).toBe('rebuilding');
  });
});
