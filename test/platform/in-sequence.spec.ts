/** What follows the log in sequence: projections (G6) and reactions. Real PostgreSQL, and no Kafka anywhere. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EventType } from '../../src/events/event.js';
import { EventReactor } from '../../src/platform/projector/event-reactor.js';
import { followInSequence } from '../../src/platform/projector/follow-in-sequence.js';
import { CountRow, countsBy, expectExactFold } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { type FollowingProcess, followingProcess } from '../support/followers.js';
import { gate } from '../support/kafka-faults.js';
import { some, type Written, writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

/** As many as a follower reads at once. */
const PAGE = 1_000;

let database: TestDatabase;
const running: { stop(): Promise<void> }[] = [];
const processes: FollowingProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase({ readModels: [countsBy('sequence')] });
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

async function checkpoint(): Promise<{ position: number; revision: number } | undefined> {
  const { rows } = await database.owner.query(
    'select position::integer, revision::integer from intake.checkpoints where partition = 0',
  );
  return rows[0];
}

async function reached(): Promise<void> {
  const { rows } = await database.owner.query('select max(position)::integer as head from intake.events');
  await until('the end of the log is reached', async () => (await checkpoint())?.position === rows[0].head);
}

/** One append of n events. */
const together = (n: number, stream: string): Written[] =>
  Array.from({ length: n }, (_, index) => ({ stream, following: n - 1 - index }));

describe('a projection in sequence', () => {
  async function start(on?: FollowingProcess): Promise<void> {
    const follower = followInSequence(countsBy('sequence'), (on ?? (await process())).parts, () => {});
    running.push(follower);
    await follower.start();
  }

  const expectExact = async () => {
    await reached();
    await expectExactFold(database.owner);
  };

  it('applies a sweeping change in the middle of a batch to all rows before it and to none after it', async () => {
    const events = ['a', 'b', 'a', '*', 'a', 'b', 'c', '*', '*', 'b', 'd'];
    await write(events.map((stream) => ({ stream, ...(stream === '*' && { type: 'CountsMultiplied' }) })));
    await start();
    await expectExact();
    expect((await checkpoint())!.revision).toBe(1);
  });

  it('never ends a batch inside one append', async () => {
    await database.owner.query(`
      create table moves (position bigint);
      create function note() returns trigger language plpgsql security definer as
        $$ begin insert into public.moves values (new.position); return new; end $$;
      create trigger noted after update on intake.checkpoints for each row execute function note()`);
    await write([...some(PAGE - 2), ...together(5, 'five'), ...some(PAGE - 1), ...together(2, 'two'), ...some(3)]);
    await start();
    await expectExact();
    const { rows } = await database.owner.query('select position::integer from moves');
    expect(rows.map(({ position }) => position)).toEqual([PAGE + 3, 2 * PAGE + 4, 2 * PAGE + 7]);
  });

  it('counts nothing twice where two processes follow at once', async () => {
    await Promise.all([start(), start()]);
    for (let n = 0; n < 20; n++) {
      await write(some(100));
      if (n % 5 === 0) await write([{ stream: '*', type: 'CountsMultiplied' }]);
    }
    await expectExact();
  });

  it('writes nothing of what a frozen process has in hand once another one has moved on', async () => {
    const zombie = await process();
    await start(zombie);
    await write(some(200));
    await expectExact();
    const ice = zombie.freeze();
    await write(some(200));
    await until('it is in the middle of a write', () => ice.frozen());
    await start();
    await expectExact();
    ice.open();
    await write(some(200));
    await expectExact();
  });

  it('counts nothing twice where a crash has undone what was not on disk yet, and another process was there first', async () => {
    const first = await process();
    await start(first);
    await write(some(100));
    await expectExact();
    const ice = first.freeze();
    const undone = await database.owner.query('table read_v1.counts');
    const { rows } = await database.owner.query('select position, revision from intake.checkpoints');
    // Durable is the state of before the batch; the process in hand knows the one after it.
    await database.owner.query('truncate read_v1.counts');
    await database.owner.query('update intake.checkpoints set position = 0, revision = $1', [rows[0].revision - 1]);
    expect(undone.rowCount).toBeGreaterThan(0);
    await write(some(50));
    await until('it is in the middle of a write', () => ice.frozen());
    await start();
    await expectExact();
    ice.open();
    await write(some(50));
    await expectExact();
  });

  it('goes on after its database connections were cut', async () => {
    await start();
    for (let n = 0; n < 5; n++) {
      await write(some(200));
      await database.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'intake follower' and datname = current_database()`,
      );
    }
    await expectExact();
  });
});

describe('a reaction in sequence', () => {
  const HAPPENED = 'SomethingHappened' as EventType;

  async function react(to: (position: number) => Promise<void> | void): Promise<void> {
    const reactor = new EventReactor('test', (await process()).parts, [HAPPENED], async ({ position }) => to(position));
    running.push(reactor);
    await reactor.start();
  }

  const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, index) => from + index);

  it('sees every event once and in order where nothing goes wrong', async () => {
    const seen: number[] = [];
    await write(some(PAGE + 500));
    await react((position) => void seen.push(position));
    await reached();
    await write(some(10));
    await reached();
    expect(seen).toEqual(upTo(PAGE + 510));
  });

  it('has an event again that it failed at, and goes no further before it succeeds', async () => {
    const seen: number[] = [];
    let failures = 2;
    await write(some(20));
    await react((position) => {
      seen.push(position);
      if (position === 12 && failures-- > 0) throw new Error('not now');
    });
    await reached();
    expect(seen).toEqual([...upTo(12), ...upTo(12), ...upTo(20)]);
  });

  it('is not held up by an event of another type, known to this build or not', async () => {
    const seen: number[] = [];
    await write([...some(5), { stream: 'new', type: 'NeverHeardOf' }, ...some(5)]);
    await react((position) => void seen.push(position));
    await reached();
    expect(seen).toEqual([...upTo(5), ...upTo(11, 7)]);
  });

  it('begins again after the last batch that was finished, where a process dies in the middle of the next', async () => {
    const dead = gate();
    const first: number[] = [];
    const second: number[] = [];
    await write(some(PAGE + 500));
    await react(async (position) => {
      first.push(position);
      if (position === PAGE + 200) await dead.passed;
    });
    await until('it is in the middle', () => first.length === PAGE + 200);
    await react((position) => void second.push(position));
    await reached();
    expect(second).toEqual(upTo(PAGE + 500, PAGE + 1));
    // Not dead after all: it repeats what it has in hand, and moves nothing back.
    dead.open();
    await write(some(10));
    await reached();
    expect(await checkpoint()).toMatchObject({ position: PAGE + 510 });
  });

  it('misses nothing where two processes run it at once', async () => {
    const seen = new Set<number>();
    await Promise.all([react((position) => void seen.add(position)), react((position) => void seen.add(position))]);
    for (let n = 0; n < 10; n++) await write(some(100));
    await reached();
    expect([...seen].sort((a, b) => a - b)).toEqual(upTo(1_000));
  });
});
