/** One event that cannot be applied holds up its own stream and nothing else (G6, G10). Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { BatchApply } from '../../src/platform/projector/batch-apply.js';
import { BatchWriter } from '../../src/platform/projector/batch-writer.js';
import { Checkpoints } from '../../src/platform/projector/checkpoint.js';
import { ParkedStreams } from '../../src/platform/projector/parked-streams.js';
import type { Projection } from '../../src/platform/projector/projection.js';
import { ReadModelTable, shapeOf } from '../../src/platform/projector/table.js';
import { LogReader } from '../../src/platform/store/reader.js';
import type { StoredEvent } from '../../src/platform/store/stored-event.js';
import { CountRow, countsBy, expectExactToMarkers, type Poison } from '../support/counting.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { caughtUp, type Follower, LOG, parkedCount, parkedIn, partitionIn, WAYS } from '../support/following-counts.js';
import { asPublished, HandKafka } from '../support/hand-kafka.js';
import { some, type Written, writeEvents } from '../support/log.js';
import { followCounts } from './projector-parts.js';

jest.setTimeout(60_000);

let database: TestDatabase;
const running: Follower[] = [];
const processes: FollowingProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  await Promise.all(processes.splice(0).map((each) => each.end()));
  await database.drop();
});

const write = (events: Written[]) => writeEvents(database.owner, events);

async function process(): Promise<FollowingProcess> {
  const made = await followingProcess(database, [CountRow]);
  processes.push(made);
  return made;
}

const poisoned = (stream: string, poison: Poison['poison']): Written => ({ stream, data: { poison } });

const CANNOT_BE_APPLIED: [string, Written, RegExp][] = [
  ['that its fold throws at', poisoned('bad', 'fold'), /^this event cannot be counted$/],
  ['without a key', poisoned('bad', 'key'), /^this event has no key$/],
  ['of an unknown type', { stream: 'bad', type: 'NeverHeardOf' }, /does not know the event NeverHeardOf/],
  ['of an unknown version', { stream: 'bad', schemaVersion: 9 }, /does not know the event SomethingHappened version 9/],
  ['whose number the database refuses', poisoned('bad', 'number'), /out of range/],
  ['whose text the database refuses', poisoned('bad', 'text'), /invalid byte sequence|\\u0000|null character/],
];

describe.each(WAYS)('a projection that follows by $way', ({ way, partitions, follow }) => {
  async function start(): Promise<Follower> {
    const follower = follow((await process()).parts);
    running.push(follower);
    await follower.start();
    return follower;
  }

  const expectParked = async (...expected: [stream: string, version: number][]) => {
    await caughtUp(database);
    await expectExactToMarkers(database.owner);
    expect((await parkedIn(database)).map(({ stream, version }) => [stream, version])).toEqual(expected);
    expect(await parkedCount(database)).toBe(expected.length);
  };

  it.each(CANNOT_BE_APPLIED)('parks the stream of an event %s, and goes on with all others', async (_, bad, error) => {
    await write([...some(25), { stream: 'bad' }, bad, ...some(25), { stream: 'bad' }]);
    await start();
    await expectParked(['bad', 2]);
    expect(await parkedIn(database)).toMatchObject([{ position: 27, tries: 3, error: expect.stringMatching(error) }]);
    // What comes later is left out too (protection: a batch asks for markers where its partition has any).
    await write([{ stream: 'bad' }, ...some(25)]);
    await expectParked(['bad', 2]);
  });

  it('parks several streams of one batch, each at its first event that cannot be applied', async () => {
    await write([
      ...some(10),
      poisoned('a', 'number'),
      poisoned('b', 'fold'),
      { stream: 'c' },
      ...some(10),
      { stream: 'a' },
      poisoned('b', 'number'),
      poisoned('c', 'text'),
    ]);
    await start();
    await expectParked(['a', 1], ['b', 1], ['c', 2]);
  });

  it('begins again where it was, markers and all', async () => {
    await write([...some(10), poisoned('bad', 'fold')]);
    const first = await start();
    await expectParked(['bad', 1]);
    await first.stop();
    await write([{ stream: 'bad' }, ...some(10), poisoned('worse', 'number')]);
    await start();
    await expectParked(['bad', 1], ['worse', 1]);
  });

  /** What its follower writes with, in the test's own hands. */
  async function writing() {
    const { parts } = await process();
    const projection: Projection<CountRow> = countsBy(way);
    const checkpoints = new Checkpoints(database.pool, projection);
    const writer = new BatchWriter<CountRow>({
      pool: database.pool,
      batch: new BatchApply(projection, new ReadModelTable(shapeOf(parts.dataSource, projection))),
      checkpoints,
      parked: new ParkedStreams(projection, (stream) => partitionIn(partitions, stream)),
      breathes: false,
      log: silent,
    });
    return {
      prepare: () => checkpoints.prepare(partitions),
      async write(batch: readonly StoredEvent[]) {
        const from = await Promise.all([...Array(partitions).keys()].map((each) => checkpoints.read(each)));
        const { position } = batch.at(-1)!;
        const moves = from.map((each) => ({ from: each, position, kafkaOffset: null }));
        await writer.write(moves, batch);
      },
    };
  }

  it('parks nothing for what is no event’s fault: that is told, to be tried on for ever', async () => {
    await write(some(30));
    const events = await new LogReader(database.pool).after(0);
    const hand = await writing();
    await hand.prepare();
    await database.owner.query('alter table read_v1.counts rename to away');
    await expect(hand.write(events)).rejects.toMatchObject({ code: '42P01' });
    await database.owner.query('alter table read_v1.away rename to counts');
    await hand.write(events);
    await expectParked();
  });

  it('gives the fold up to the markers, wherever batches end', async () => {
    await write([...some(8, 4), poisoned('s-1', 'number'), ...some(8, 4), poisoned('s-2', 'fold'), ...some(8, 4)]);
    const events = await new LogReader(database.pool).after(0);
    const hand = await writing();
    const cuts = fc.subarray([...events.keys()].slice(1), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (chosen) => {
        await database.owner.query('truncate intake.checkpoints, intake.parked, read_v1.counts');
        await hand.prepare();
        const ends = [...chosen, events.length];
        for (const [index, end] of ends.entries()) await hand.write(events.slice(ends[index - 1] ?? 0, end));
        await expectParked(['s-1', 3], ['s-2', 5]);
      }),
      { numRuns: 8 },
    );
  });
});

describe('a projection in sequence', () => {
  it.each<Poison['poison']>(['sweep', 'sweeping statement'])(
    'parks the stream of a %s that fails; rows before and after it are as without it',
    async (poison) => {
      const sweep = (data?: Poison): Written => ({ stream: '*', type: 'CountsMultiplied', data });
      await write([...some(10), sweep(), ...some(10), sweep({ poison }), ...some(10), sweep()]);
      const follower = WAYS[1]!.follow((await process()).parts);
      running.push(follower);
      await follower.start();
      await caughtUp(database);
      await expectExactToMarkers(database.owner);
      expect(await parkedIn(database)).toMatchObject([{ stream: '*', version: 2 }]);
    },
  );
});

describe('an event', () => {
  it('that fails once and then no more is not parked (protection: it is tried again)', async () => {
    await write(some(10));
    let failures = 1;
    const { on, ...counts } = countsBy('stream');
    const change = on['SomethingHappened' as never] as (...given: unknown[]) => CountRow;
    const shaky = (...given: unknown[]) => {
      if (failures-- > 0) throw new Error('not now');
      return change(...given);
    };
    const { parts } = await process();
    const follower = await followCounts(parts, null, LOG, { ...counts, on: { SomethingHappened: shaky } as never });
    running.push(follower);
    await caughtUp(database);
    expect(await parkedIn(database)).toEqual([]);
    await expectExactToMarkers(database.owner);
  });

  it('that Kafka brings again is parked once (protection: the checkpoint is past it)', async () => {
    const log = { ...LOG, partitions: 1 };
    await write([...some(5), poisoned('bad', 'fold'), ...some(5), { stream: 'bad' }]);
    const messages = asPublished(await new LogReader(database.pool).after(0), 0, log.logId);
    const kafka = new HandKafka();
    running.push(await followCounts((await process()).parts, kafka, log));
    await kafka.hand(0, messages.slice(0, 8));
    await kafka.hand(0, messages);
    await kafka.hand(0, messages.slice(4));
    expect(await parkedIn(database)).toMatchObject([{ stream: 'bad', version: 1, tries: 3 }]);
    await expectExactToMarkers(database.owner);
  });
});
