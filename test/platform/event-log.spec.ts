/** Real PostgreSQL. What is asserted: G1, G2 and G5 at the log's own door. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import '../../src/events/destination-disabled.js';
import type { NewEvent } from '../../src/events/event.js';
import { createPool } from '../../src/platform/database/pools.js';
import { Pools } from '../../src/platform/database/process-pools.js';
import { newId } from '../../src/platform/ids.js';
import { type AppendCommand, StaleDecision, VersionConflict } from '../../src/platform/store/append-command.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

let database: TestDatabase;
let log: EventLog;
let reader: LogReader;
let pool: ReturnType<typeof createPool>;

const fact = (): NewEvent => ({ type: 'DestinationDisabled', data: { reason: 'requested' } });
const fulfilled = (value: object) => ({ status: 'fulfilled', value: expect.objectContaining(value) });

const command = (stream: string, expectedVersion: number, more: Partial<AppendCommand> = {}): AppendCommand => ({
  stream,
  expectedVersion,
  events: [fact()],
  destination: null,
  owner: null,
  metadata: { actor: 'test', correlationId: newId(), causationId: null, traceparent: null },
  ...more,
});

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool({ url: database.url, name: 'append', max: 1, log: silent });
  log = new EventLog(pool, silent);
  reader = new LogReader(database.pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('append', () => {
  it('numbers streams from 1 and positions densely', async () => {
    const first = await log.append(command('a', 0, { events: [fact(), fact()] }));
    const second = await log.append(command('a', 2));
    expect([first.version, second.version]).toEqual([2, 3]);
    expect(second.position).toBe(first.position + 1);
    expect((await reader.stream('a')).map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('lets one of 50 win per expected version, and the others hear the standing version', async () => {
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => log.append(command('race', 0))));
    const losers = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(losers).toHaveLength(49);
    for (const { reason } of losers) expect(reason).toMatchObject({ name: 'VersionConflict', standing: 1 });
  });

  it('fails one bad command in a group of 100 alone', async () => {
    const commands = Array.from({ length: 100 }, (_, n) =>
      // PostgreSQL's text cannot hold NUL.
      command(`group-${n}`, 0, { owner: n === 50 ? '\u0000' : null }),
    );
    const results = await Promise.allSettled(commands.map((each) => log.append(each)));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(commands.map((_, n) => n !== 50));
  });

  it('refuses a decision on a stream that has moved on, and appends nothing of it', async () => {
    await log.append(command('guard', 0));
    const decided = log.append(command('guarded', 0, { decidedOn: [{ stream: 'guard', version: 0 }] }));
    await expect(decided).rejects.toBeInstanceOf(StaleDecision);
    expect(await reader.stream('guarded')).toEqual([]);
    await log.append(command('guarded', 0, { decidedOn: [{ stream: 'guard', version: 1 }] }));
  });

  it('keeps a command and a change of what it decided on out of one group', async () => {
    const [, relied] = await Promise.allSettled([
      log.append(command('moving', 0)),
      log.append(command('relies', 0, { decidedOn: [{ stream: 'moving', version: 0 }] })),
    ]);
    expect(relied).toMatchObject({ status: 'rejected', reason: { name: 'StaleDecision' } });
  });

  it('gives dense positions to many writers of several processes, and readers see all of it in order', async () => {
    const before = await reader.head();
    const others = [1, 2, 3].map(() => createPool({ url: database.url, name: 'append', max: 1, log: silent }));
    const logs = [log, ...others.map((other) => new EventLog(other, silent))];
    const seen: number[] = [];
    let writing = true;
    const reading = (async () => {
      let position = before;
      while (writing || position < (await reader.head())) {
        for (const event of await reader.after(position)) {
          position = event.position;
          seen.push(position);
        }
      }
    })();
    await Promise.all(
      logs.flatMap((each, process) =>
        Array.from({ length: 16 }, async (_, writer) => {
          for (let version = 0; version < 20; version++) await each.append(command(`w-${process}-${writer}`, version));
        }),
      ),
    );
    writing = false;
    await reading;
    expect(seen).toEqual(Array.from({ length: 4 * 16 * 20 }, (_, n) => before + n + 1));
    await Promise.all(others.map((other) => other.end()));
  });

  it('lets neither what belongs together nor single commands wait for all of the other', async () => {
    const order: string[] = [];
    const told = (what: string) => () => void order.push(what);
    const batch = (n: number) => log.appendTogether([command(`turn-${n}`, 0)]).then(told(`batch ${n}`));
    // The first single one leaves alone; the second, of the same stream, has to wait for the next group.
    const single = (version: number) => log.append(command('turn', version)).then(told(`single ${version}`));
    await Promise.all([single(0), batch(1), batch(2), single(1)]);
    expect(order).toEqual(['single 0', 'batch 1', 'single 1', 'batch 2']);
  });

  it('knows its own events again when the answer of an append was lost', async () => {
    const lossy = createPool({ url: database.url, name: 'append', max: 1, log: silent });
    const query = lossy.query.bind(lossy) as (...args: unknown[]) => Promise<unknown>;
    let swallowed = 0;
    lossy.query = (async (...args: unknown[]) => {
      const answer = await query(...args);
      if (swallowed++ === 0)
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
      return answer;
    }) as never;
    const appended = await new EventLog(lossy, silent).append(command('lost-answer', 0, { events: [fact(), fact()] }));
    const events = await reader.stream('lost-answer');
    expect(events).toHaveLength(2);
    expect(appended).toMatchObject({ version: 2, position: events[1]!.position, occurredAt: events[1]!.occurredAt });
    swallowed = 0;
    const together = await new EventLog(lossy, silent).appendTogether(
      ['lost-1', 'lost-2'].map((stream) => command(stream, 0)),
    );
    expect(together).toEqual([1, 2].map((n) => fulfilled({ version: 1, position: events[1]!.position + n })));
    await lossy.end();
  });

  it('ends a frozen holder of the lock and goes on', async () => {
    const holder = new Client({ connectionString: database.url });
    holder.on('error', () => {});
    await holder.connect();
    await holder.query(`begin; select pg_advisory_xact_lock(hashtext('intake.append'))`);
    const pools = new Pools({ databaseUrl: database.url, log: silent });
    const waiting = new EventLog(pools.append, silent).append(command('after-frozen', 0));
    await expect(waiting).resolves.toMatchObject({ version: 1 });
    await expect(holder.query('select 1')).rejects.toThrow();
    await pools.end();
  }, 30_000);

  it('appends together what belongs together: next to each other, and each is told its own result', async () => {
    await log.append(command('known', 0));
    const results = await log.appendTogether(['new-1', 'known', 'new-2'].map((stream) => command(stream, 0)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { name: 'VersionConflict', standing: 1 } });
    const [first, last] = await Promise.all(['new-1', 'new-2'].map((stream) => reader.stream(stream)));
    expect(last![0]!.position).toBe(first![0]!.position + 1);
  });

  // Halved, as a group of strangers is, all but the bad one would stand there.
  it('appends nothing of what belongs together where the database refuses one of it', async () => {
    const streams = Array.from({ length: 100 }, (_, n) => `together-${n}`);
    const results = await log.appendTogether(
      streams.map((stream, n) => command(stream, 0, { owner: n === 50 ? '\u0000' : null })),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(await reader.firstOf(streams)).toEqual([]);
  });

  it('appends nothing of what belongs together where what all of it was decided on has moved on', async () => {
    await log.append(command('guard-of-all', 0));
    const decidedOn = [{ stream: 'guard-of-all', version: 0 }];
    const results = await log.appendTogether(['all-1', 'all-2'].map((stream) => command(stream, 0, { decidedOn })));
    for (const result of results) expect(result).toMatchObject({ reason: { name: 'StaleDecision' } });
    expect(await reader.firstOf(['all-1', 'all-2'])).toEqual([]);
  });

  it('takes at most 1,000 together, and 12 MiB', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => command(`many-${n}`, 0));
    await expect(log.appendTogether(many)).rejects.toMatchObject({ name: 'BatchTooLarge' });
    const large = { type: 'DestinationDisabled', data: { reason: 'x'.repeat(12 * 1024 * 1024) } } as never;
    const one = command('large', 0, { events: [large] });
    await expect(log.appendTogether([one])).rejects.toMatchObject({ name: 'BatchTooLarge' });
    expect(await log.appendTogether([])).toEqual([]);
    expect((await log.appendTogether(many.slice(1))).every(({ status }) => status === 'fulfilled')).toBe(true);
  });

  // Its plan is made once, on a log that may be known to be short, and kept while the log grows.
  it('never reads the log from its beginning', async () => {
    const fresh = await freshDatabase();
    const own = createPool({ url: fresh.url, name: 'append', max: 1, log: silent });
    const growing = new EventLog(own, silent);
    for (let version = 0; version < 10; version++) await growing.append(command('grows', version));
    await fresh.owner.query('analyze intake.events');
    const on = [{ stream: 'grows', version: 10 }];
    await Promise.all(Array.from({ length: 500 }, (_, n) => growing.append(command(`g-${n}`, 0, { decidedOn: on }))));
    await own.end();
    await until('what was read is told', async () => {
      const { rows } = await fresh.owner.query<{ inserted: number; sequential: number }>(
        `select n_tup_ins::integer as inserted, seq_tup_read::integer as sequential
           from pg_stat_all_tables where relid = 'intake.events'::regclass`,
      );
      if (rows[0]!.inserted < 510) return false;
      expect(rows[0]!.sequential).toBe(0);
      return true;
    });
    await fresh.drop();
  });

  it('says VersionConflict to who expects too much', async () => {
    await expect(log.append(command('a', 7))).rejects.toBeInstanceOf(VersionConflict);
  });
});
