/** A projection by stream, and whatever may come out of a Kafka partition (G6). Real PostgreSQL; messages by hand. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { KafkaMessage } from '../../src/platform/kafka/port.js';
import { partitionOf } from '../../src/platform/store/partition.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { CountRow, countsBy, expectExactFold } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { asPublished, HandKafka } from '../support/hand-kafka.js';
import { some, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';
import { followCounts, type Projector } from './projector-parts.js';

jest.setTimeout(60_000);

const LOG = { logId: '0199f2f0-0000-7000-8000-000000000001', partitions: 2 };
const EVENTS = 3_000;

let database: TestDatabase;
let process: FollowingProcess;
let kafka: HandKafka;
let follower: Projector;
/** By partition: what the relay has published. */
let published: KafkaMessage[][];
/** By partition: positions. */
let heads: number[];

beforeAll(async () => {
  database = await freshDatabase({ readModels: [countsBy('stream')], partitions: LOG.partitions });
  process = await followingProcess(database, [CountRow]);
  await writeEvents(database.owner, some(EVENTS, 20));
  const events = await new LogReader(database.pool).after(0, { limit: EVENTS });
  const parts = [0, 1].map((partition) => events.filter(({ streamHash }) => streamHash % LOG.partitions === partition));
  published = parts.map((part, partition) => asPublished(part, partition, LOG.logId));
  heads = parts.map((part) => part.at(-1)!.position);
});

afterAll(async () => {
  await process.end();
  await database.drop();
});

afterEach(() => follower.stop());

/** From the beginning; the relay has published everything. */
async function begin(relay: { checkpoint?: number } = {}): Promise<void> {
  await database.owner.query('truncate intake.checkpoints, read_v1.counts, intake.relay_heads');
  await database.owner.query('update intake.relay set checkpoint = $1', [relay.checkpoint ?? EVENTS]);
  await database.owner.query(
    'insert into intake.relay_heads select n - 1, p from unnest($1::bigint[]) with ordinality as h(p, n)',
    [heads],
  );
  await restart();
}

async function restart(): Promise<void> {
  kafka = new HandKafka();
  follower = await followCounts(process.parts, kafka, LOG);
}

async function checkpoints(): Promise<{ position: number; kafka_offset: number | null }[]> {
  const { rows } = await database.owner.query(
    'select position::integer, kafka_offset::integer from intake.checkpoints order by partition',
  );
  return rows;
}

/** Each partition's rows are its fold up to its own checkpoint. */
async function expectExactToCheckpoints(): Promise<void> {
  const reached = await checkpoints();
  await expectExactFold(
    database.owner,
    ({ hash, position }) => position <= reached[partitionOf(hash, LOG.partitions)]!.position,
  );
}

const standStill = (partition: number) =>
  database.owner.query(
    `update intake.checkpoints set moved_at = clock_timestamp() - interval '6 s' where partition = $1`,
    [partition],
  );

describe('a partition of Kafka', () => {
  it('may double messages, in a batch and over batches', async () => {
    await begin();
    const some = published[0]!.slice(0, 50);
    await kafka.hand(0, [...some, ...some]);
    await kafka.hand(0, some);
    await kafka.hand(0, published[0]!.slice(25, 100));
    expect((await checkpoints())[0]).toMatchObject({ position: positionOf(published[0]![99]!) });
    await expectExactToCheckpoints();
  });

  it('that comes together with another is written together with it, in one transaction', async () => {
    await begin();
    const hand = (from: number, to: number) =>
      Promise.all([0, 1].map((partition) => kafka.hand(partition, published[partition]!.slice(from, to))));
    await hand(0, 1);
    await hand(1, 50);
    const positions = [0, 1].map((partition) => ({ position: positionOf(published[partition]![49]!) }));
    expect(await checkpoints()).toMatchObject(positions);
    const { rows } = await database.owner.query(
      'select count(distinct xmin::text)::integer as transactions from intake.checkpoints',
    );
    expect(rows).toEqual([{ transactions: 1 }]);
    await expectExactToCheckpoints();
  });

  it('that changes no row waits a moment for what follows, and moves the checkpoint all the same', async () => {
    await begin();
    const [first] = await new LogReader(database.pool).after(0, { limit: 1, partition: { index: 0, of: 2 } });
    const begun = performance.now();
    await kafka.hand(0, asPublished([{ ...first!, type: 'CountsMultiplied' }], 0, LOG.logId));
    expect(performance.now() - begun).toBeGreaterThan(90);
    expect((await checkpoints())[0]).toMatchObject({ position: first!.position });
    expect((await database.owner.query('select from read_v1.counts')).rowCount).toBe(0);
  });

  it('may lose messages: the next one shows it, and the log fills the hole, however large', async () => {
    await begin();
    await kafka.hand(0, published[0]!.slice(0, 10));
    await kafka.hand(0, published[0]!.slice(-5));
    await kafka.hand(1, published[1]!.slice(100, 110));
    expect((await checkpoints()).map(({ position }) => position)).toEqual([heads[0], positionOf(published[1]![109]!)]);
    await expectExactToCheckpoints();
  });

  it('may bring replays, which are for others, whatever they say is before them (protection: ce_replayid)', async () => {
    await begin();
    await kafka.hand(0, published[0]!.slice(0, 10));
    const replayed = [5, 20, 40].map((n, index) => {
      const message = published[0]![n]!;
      const chain = { ce_previous: String(index === 0 ? 0 : positionOf(published[0]![[5, 20][index - 1]!]!)) };
      return { ...message, offset: BigInt(10 + index), headers: { ...message.headers, ...chain, ce_replayid: 'r' } };
    });
    await kafka.hand(0, replayed);
    expect((await checkpoints())[0]).toEqual({ position: positionOf(published[0]![9]!), kafka_offset: 12 });
    await expectExactToCheckpoints();
  });

  it('may hold messages that are not this log’s events: another log’s, another program’s, replayed ones', async () => {
    await begin();
    const first = published[0]![0]!;
    const next = EVENTS + 1_000_000;
    const forged = { ...first.headers, ce_position: `${next}`, ce_previous: '0', ce_streamversion: '999' };
    const foreign: KafkaMessage[] = [
      { ...first, headers: { ...forged, ce_logid: '0199f2f0-0000-7000-8000-00000000ffff' } },
      { ...first, headers: { ...first.headers, ce_replayid: 'r-1' } },
      { ...first, key: 'another-stream', headers: forged },
      { ...first, value: Buffer.from([0xff, 0x00, 0xfe]), headers: forged },
      { ...first, value: Buffer.alloc(0), headers: {} },
      { ...first, headers: { ...forged, ce_position: '1e3' } },
    ].map((message, offset) => ({ ...message, offset: BigInt(offset) }));
    await kafka.hand(0, foreign);
    expect((await checkpoints())[0]).toEqual({ position: 0, kafka_offset: foreign.length - 1 });
    await expectExactToCheckpoints();
    await kafka.hand(
      0,
      published[0]!.slice(0, 10).map((message) => ({ ...message, offset: message.offset + 6n })),
    );
    expect((await checkpoints())[0]).toEqual({ position: positionOf(published[0]![9]!), kafka_offset: 15 });
    await expectExactToCheckpoints();
  });

  it('is read on after the last message looked at, whoever else has committed what', async () => {
    await begin();
    expect(await kafka.startAt(0)).toBe('earliest');
    await kafka.hand(0, published[0]!.slice(0, 10));
    await follower.stop();
    await restart();
    expect(await kafka.startAt(0)).toBe(10n);
  });

  it('gives the exact fold through any order, loss, doubling and restart', async () => {
    const piece = fc.record({
      partition: fc.nat({ max: 1 }),
      from: fc.nat({ max: 1_300 }),
      count: fc.integer({ min: 1, max: 200 }),
      reversed: fc.boolean(),
      restarted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 3, maxLength: 12 }), async (pieces) => {
        await follower.stop();
        await begin();
        for (const { partition, from, count, reversed, restarted } of pieces) {
          if (restarted) {
            await follower.stop();
            await restart();
          }
          const messages = published[partition]!.slice(from, from + count);
          await kafka.hand(partition, reversed ? messages.reverse() : messages);
        }
        await expectExactToCheckpoints();
      }),
      { numRuns: 12 },
    );
  });

  it('may be in the hands of a frozen process while another one goes through part of the same messages', async () => {
    await begin();
    await kafka.hand(0, published[0]!.slice(0, 30));
    const other = await followingProcess(database, [CountRow]);
    const otherKafka = new HandKafka();
    const otherFollower = await followCounts(other.parts, otherKafka, LOG);
    const ice = other.freeze();
    const held = otherKafka.hand(0, published[0]!.slice(20, 100));
    await until('it is in the middle of a write', () => ice.frozen());
    await kafka.hand(0, published[0]!.slice(30, 60));
    ice.open();
    await held;
    expect((await checkpoints())[0]!.position).toBe(positionOf(published[0]![99]!));
    await expectExactToCheckpoints();
    await otherFollower.stop();
    await other.end();
  });

  it('that stands still below its head is filled from the log; one that has just moved is left to Kafka', async () => {
    await begin();
    await kafka.hand(0, published[0]!.slice(0, 10));
    await standStill(1);
    await until('it is filled', async () => (await checkpoints())[1]!.position === heads[1]);
    expect((await checkpoints())[0]!.position).toBe(positionOf(published[0]![9]!));
    await expectExactToCheckpoints();
  });

  it('whose checkpoint is beyond the relay is fed from the log, up to the end of it', async () => {
    await begin();
    await kafka.hand(0, published[0]!.slice(0, 100));
    await kafka.hand(1, published[1]!.slice(0, 100));
    await database.owner.query('update intake.relay set checkpoint = 100');
    await database.owner.query('delete from intake.relay_heads');
    await standStill(0);
    await until('it is fed', async () => (await checkpoints())[0]!.position === EVENTS);
    await expectExactToCheckpoints();
  });
});

const positionOf = ({ headers }: KafkaMessage): number => Number(headers.ce_position);
