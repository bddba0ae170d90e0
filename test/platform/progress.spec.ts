/** How far a projection has come (design §8), and what a query that names a position gets (G11). Real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Markers } from '../../src/platform/projector/markers.js';
import { Progress } from '../../src/platform/projector/progress.js';
import { Registry } from '../../src/platform/projector/registry.js';
import { ShownPosition } from '../../src/platform/projector/shown-position.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { some, writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

const counts = { name: 'counts', version: 1 };

let database: TestDatabase;
let progress: Progress;
let shown: ShownPosition;

beforeAll(async () => {
  database = await freshDatabase({ partitions: 2 });
  progress = new Progress(database.pool);
  shown = new ShownPosition({
    progress,
    registry: new Registry(database.pool),
    markers: new Markers(database.pool),
    log: new LogReader(database.pool),
    partitions: 2,
  });
});
afterAll(() => database.drop());
beforeEach(() => database.owner.query('truncate intake.checkpoints, intake.relay_heads, intake.parked'));

interface Standing {
  relay: number;
  checkpoints: number[];
  /** null: nothing was ever published to that partition. */
  heads: (number | null)[];
}

async function stand({ relay, checkpoints, heads }: Standing): Promise<void> {
  await database.owner.query('update intake.relay set checkpoint = $1', [relay]);
  await database.owner.query(
    `insert into intake.checkpoints (projection, version, partition, position)
     select 'counts', 1, n - 1, p from unnest($1::bigint[]) with ordinality as c(p, n)`,
    [checkpoints],
  );
  await database.owner.query(
    `insert into intake.relay_heads select n - 1, p from unnest($1::bigint[]) with ordinality as h(p, n) where p > 0`,
    [heads],
  );
}

const streamIn = (partition: number, of = 't') =>
  Array.from({ length: 100 }, (_, n) => `${of}-${n}`).find((name) => partitionOf(streamHash(name), 2) === partition)!;
/** Events of other streams, one after the other. */
const inPartitions = (partitions: number[]) => partitions.map((partition) => ({ stream: streamIn(partition, 'u') }));

const moveTo = (partition: number, position: number) =>
  database.owner.query('update intake.checkpoints set position = $2 where partition = $1', [partition, position]);

describe('a projection has reached', () => {
  it.each<[string, Standing, { all: number; each: number[] }]>([
    [
      'what comes before the head of a partition that is behind, where nothing else is in the log for it',
      { relay: 20, checkpoints: [10, 9], heads: [15, 9] },
      { all: 14, each: [14, 20] },
    ],
    [
      'the relay, where every partition has all that was published to it',
      { relay: 20, checkpoints: [15, 9], heads: [15, 9] },
      { all: 20, each: [20, 20] },
    ],
    [
      'the relay, where nothing was ever published to a partition',
      { relay: 20, checkpoints: [0, 19], heads: [null, 19] },
      { all: 20, each: [20, 20] },
    ],
    [
      'its checkpoints, where the relay stands below them',
      { relay: 5, checkpoints: [30, 40], heads: [5, 4] },
      { all: 30, each: [30, 40] },
    ],
    [
      'its checkpoints, where there is no relay',
      { relay: 0, checkpoints: [30, 30], heads: [null, null] },
      { all: 30, each: [30, 30] },
    ],
  ])('%s', async (_, standing, { all, each }) => {
    await stand(standing);
    expect(await progress.position(counts)).toBe(all);
    expect((await progress.standing(counts)).map(({ reached }) => reached)).toEqual(each);
  });

  it('what it had reached before, when more is published for a partition that had nothing to do (protection: the next event is looked for)', async () => {
    await writeEvents(database.owner, inPartitions([1, 1, 1, 1]));
    await stand({ relay: 4, checkpoints: [1, 4], heads: [null, 4] });
    expect(await progress.position(counts)).toBe(4);
    await writeEvents(database.owner, inPartitions([1, 0, 0]));
    await database.owner.query('truncate intake.checkpoints, intake.relay_heads');
    await stand({ relay: 7, checkpoints: [1, 4], heads: [7, 5] });
    expect((await progress.standing(counts)).map(({ reached }) => reached)).toEqual([5, 4]);
  });

  it('nothing, before any process has begun it', async () => {
    await stand({ relay: 20, checkpoints: [], heads: [20] });
    expect(await progress.position(counts)).toBe(0);
  });

  it('its own position, whatever another version of it has reached', async () => {
    await stand({ relay: 0, checkpoints: [30, 30], heads: [] });
    expect(await progress.position({ ...counts, version: 2 })).toBe(0);
  });
});

describe('a query that names a position', () => {
  beforeEach(() => stand({ relay: 10, checkpoints: [10, 4], heads: [10, 8] }));

  it('waits until every partition has reached it', async () => {
    const answer = shown.of(counts, 10);
    await moveTo(1, 8);
    expect(await answer).toBe(10);
  });

  it('is refused with 503 and Retry-After when that does not come in time', async () => {
    const began = performance.now();
    await expect(shown.of(counts, 10)).rejects.toMatchObject({
      code: 'projection-behind',
      status: 503,
      more: { headers: { 'retry-after': '1' } },
    });
    expect(performance.now() - began).toBeGreaterThan(1_800);
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it('of one stream looks at that stream’s partition alone', async () => {
    await writeEvents(database.owner, inPartitions([1, 1, 1, 1, 1]));
    const sight = { rows: async () => 'rows', fold: async () => 'fold' };
    const seen = (partition: number, atLeast: number) => shown.ofOneStream(counts, streamIn(partition), atLeast, sight);
    expect(await seen(0, 10)).toEqual({ value: 'rows', position: 10 });
    expect(await seen(0, 11)).toEqual({ value: 'fold', position: 12 });
    expect(await seen(1, 4)).toEqual({ value: 'rows', position: 4 });
    expect(await seen(1, 5)).toEqual({ value: 'fold', position: 12 });
  });

  it('is refused at once while the read model is filled for the first time; one stream is folded meanwhile', async () => {
    const fresh = { ...counts, name: 'fresh' };
    await database.owner.query(
      `insert into intake.projections (name, version, state) values ('fresh', 1, 'building')
           on conflict (name, version) do update set state = 'building'`,
    );
    await expect(shown.of(fresh)).rejects.toMatchObject({
      code: 'projection-behind',
      detail: 'fresh is new to this log, and being filled',
      more: { headers: { 'retry-after': '1' } },
    });
    const sight = { rows: async () => 'rows', fold: async () => 'fold' };
    expect(await shown.ofOneStream(fresh, 's-1', 0, sight)).toMatchObject({ value: 'fold' });
    await database.owner.query(`update intake.projections set state = 'live' where name = 'fresh'`);
    expect(await shown.of(fresh)).toBe(0);
  });

  it('of the log itself is answered at once, or refused where the log ends before it', async () => {
    await writeEvents(database.owner, some(3));
    const { rows } = await database.owner.query('select max(position)::integer as head from intake.events');
    const [{ head }] = rows;
    expect(await shown.ofLog(head)).toBe(head);
    await expect(shown.ofLog(head + 1)).rejects.toMatchObject({ code: 'projection-behind', status: 503 });
  });
});

describe('a query of a stream that is parked', () => {
  const cannot = () => Promise.reject(new Error('this event cannot be applied'));
  const stream = 's-1';
  const park = (fromVersion: number) =>
    database.owner.query(
      `insert into intake.parked (projection, version, stream, partition, from_version, position, type, error, tries)
       values ('counts', 1, $1, $2, $3, 7, 'SomethingHappened', 'x', 3)`,
      [stream, partitionOf(streamHash(stream), 2), fromVersion],
    );
  const ask = (atLeast: number, fold: (upTo?: number) => Promise<string | null>) =>
    shown.ofOneStream(counts, stream, atLeast, { rows: async () => 'rows', fold });

  beforeEach(async () => {
    await stand({ relay: 20, checkpoints: [20, 20], heads: [] });
    await database.owner.query('update intake.checkpoints set parked = 1');
  });

  it('is answered by its fold where that goes on: what the database refused, memory may take', async () => {
    await park(3);
    expect(await ask(0, async () => 'fold')).toMatchObject({ value: 'fold' });
  });

  it('is answered by what stands before the event, at the position before it', async () => {
    await park(3);
    const fold = async (upTo?: number) => (upTo === 2 ? 'up to version 2' : cannot());
    expect(await ask(6, fold)).toEqual({ value: 'up to version 2', position: 6 });
    await expect(ask(7, fold)).rejects.toMatchObject({ code: 'projection-behind', status: 503 });
  });

  it('is refused with 503 where nothing stands before it: it is acknowledged, and not "not found"', async () => {
    await park(1);
    await expect(ask(0, cannot)).rejects.toMatchObject({ code: 'projection-behind', status: 503 });
  });

  it('is not answered otherwise for the streams beside it', async () => {
    await park(3);
    await database.owner.query(`update intake.parked set stream = 's-other'`);
    expect(await ask(0, cannot)).toEqual({ value: 'rows', position: 20 });
  });
});
