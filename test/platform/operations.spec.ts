/** Long work: one at a time per subject, taken over from the dead, refused to the frozen. Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool, QueryConfig } from 'pg';
import { inTransaction } from '../../src/platform/database/transaction.js';
import { Assignments } from '../../src/platform/operations/assignment.js';
import { OperationFailed, type OperationKind, type Work, WorkTaken } from '../../src/platform/operations/operation.js';
import { type NewOperation, Operations } from '../../src/platform/operations/operations.js';
import { OperationRunner } from '../../src/platform/operations/runner.js';
import { UnderWay } from '../../src/platform/operations/under-way.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const LEASE_MS = 600;
const NOBODY = '0199f2f0-0000-7000-8000-000000000000';

let database: TestDatabase;
let operations: Operations;
let runners: OperationRunner[];

beforeEach(async () => {
  database = await freshDatabase();
  operations = new Operations(database.pool);
  runners = [];
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await database.drop();
});

const wanted = (more: Partial<NewOperation> = {}): NewOperation => ({
  kind: 'count',
  subject: ['counts.v1'],
  options: {},
  startedBy: 'admin',
  ...more,
});
const ask = (more: Partial<NewOperation> = {}) =>
  inTransaction(database.pool, (client) => operations.start(client, wanted(more)));
const start = async (more: Partial<NewOperation> = {}) => (await ask(more)).operation;
const cancel = (id: string) => inTransaction(database.pool, (client) => operations.cancel(client, id));
const ended = async (id: string) => {
  let state: string | undefined;
  await until(
    () => `operation ${id} has ended; it is ${state}`,
    async () => {
      state = (await operations.find(id))?.state;
      return state !== 'running';
    },
  );
  return (await operations.find(id))!;
};

/** A process that works on operations. `run` may use `reached` to tell the test that it is at work. */
function runner(run: OperationKind['run'], subjects = ['counts.v1']): OperationRunner {
  const made = new OperationRunner({
    pool: database.pool,
    kinds: [{ kind: 'count', run }],
    subjects,
    wake: operations.wake,
    log: silent,
    leaseMs: LEASE_MS,
  });
  runners.push(made);
  made.start();
  return made;
}

/** Work that goes on until it is ended from outside, and what it was given. */
function endless() {
  const given: Work[] = [];
  return {
    given,
    run: async (work: Work) => {
      given.push(work);
      await new Promise((resolve) => work.signal.addEventListener('abort', resolve, { once: true }));
      throw new Error('ended');
    },
  };
}

describe('an operation', () => {
  it('is worked on by one process, and tells its result', async () => {
    const workers: string[] = [];
    const run = (name: string) => async (work: Work) => {
      workers.push(name);
      work.report({ phase: 'counting', done: 3, total: 3 });
      return { counted: 3 };
    };
    runner(run('a'));
    runner(run('b'));
    const { id } = await start();
    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      result: { counted: 3 },
      done: 3,
      total: 3,
      phase: null,
    });
    expect(workers).toHaveLength(1);
  });

  it('fails with what is for its reader, and keeps what is not to itself', async () => {
    const errors = [new OperationFailed('there is no such topic'), new Error('select secret from a_table')];
    runner(() => Promise.reject(errors.shift()));
    const { id } = await start();
    expect(await ended(id)).toMatchObject({ state: 'failed', error: 'there is no such topic' });
    const { id: second } = await start();
    expect((await ended(second)).error).toMatch(/^a fault inside Intake/);
  });

  it('is begun again where the database was away in its middle', async () => {
    let tries = 0;
    runner(async () => {
      if (++tries === 1) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      return null;
    });
    expect(await ended((await start()).id)).toMatchObject({ state: 'succeeded' });
    expect(tries).toBe(2);
  });

  it('is taken on only where its subject is known', async () => {
    runner(async () => ({ by: 'older code' }), ['counts.v1']);
    const { id } = await start({ subject: ['counts.v2'] });
    runner(async () => ({ by: 'newer code' }), ['counts.v1', 'counts.v2']);
    expect((await ended(id)).result).toEqual({ by: 'newer code' });
  });

  it('is not held up by many of another kind (protection: they are counted by kind)', async () => {
    const work = endless();
    const kinds: OperationKind[] = [
      { kind: 'wait', run: work.run },
      { kind: 'count', run: async () => null },
    ];
    const made = new OperationRunner({
      ...{ pool: database.pool, kinds, subjects: ['counts.v1'] },
      ...{ wake: operations.wake, log: silent, leaseMs: LEASE_MS },
    });
    runners.push(made);
    for (let n = 0; n < 6; n++) await start({ kind: 'wait', subject: [] });
    made.start();
    const { id } = await start();
    expect(await ended(id)).toMatchObject({ state: 'succeeded' });
    expect(work.given).toHaveLength(4);
  });

  it('has its subject for itself, until it ends (protection: the holds)', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'state-conflict' });
    await expect(start({ subject: ['counts.v1', 'others.v1'] })).rejects.toMatchObject({ code: 'state-conflict' });
    // What was refused holds nothing.
    await start({ subject: ['others.v1'] });
    runner(async () => null, ['counts.v1', 'others.v1']);
    await ended(first.id);
    await start();
  });

  it('is one of so many that may be under way, and has its turn when another has ended', async () => {
    const two = new Operations(database.pool, 2);
    const begin = () => inTransaction(database.pool, (client) => two.start(client, wanted({ subject: [] })));
    const [first] = [await begin(), await begin()];
    const refused = begin();
    await expect(refused).rejects.toMatchObject({
      code: 'too-many-at-once',
      more: { headers: { 'retry-after': '10' } },
    });
    expect(await operations.list(10, { before: null, startedBy: null })).toHaveLength(2);
    await inTransaction(database.pool, (client) => two.cancel(client, first!.operation.id));
    expect((await begin()).operation.state).toBe('running');
  });

  it('asked for twice with one key is the same one; something else with that key is refused', async () => {
    const twin = { id: NOBODY, fingerprint: 'a' };
    const first = await ask({ twin });
    const second = await ask({ twin });
    expect([first.replayed, second.replayed, second.operation.id]).toEqual([false, true, first.operation.id]);
    const other = ask({ twin: { id: NOBODY, fingerprint: 'b' } });
    await expect(other).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });
});

describe('cancelled, an operation', () => {
  it('ends where it is worked on', async () => {
    const work = endless();
    runner(work.run);
    const { id } = await start();
    await until('it is at work', () => work.given.length === 1);
    expect(await cancel(id)).toMatchObject({ operation: { state: 'running' }, isAsked: true });
    expect(await cancel(id)).toMatchObject({ isAsked: false });
    expect(await ended(id)).toMatchObject({ state: 'cancelled', error: null });
    await start();
  });

  it('is over at once where nobody works on it', async () => {
    const { id } = await start();
    expect(await cancel(id)).toMatchObject({ operation: { state: 'cancelled' }, isAsked: true });
    expect(await cancel(id)).toMatchObject({ operation: { state: 'cancelled' }, isAsked: false });
    await start();
  });

  it('stays as it ended before', async () => {
    runner(async () => null);
    const { id } = await start();
    await ended(id);
    expect(await cancel(id)).toMatchObject({ operation: { state: 'succeeded' }, isAsked: false });
    expect(await cancel(NOBODY)).toEqual({ operation: null, isAsked: false });
  });

  it('cannot pass its fence any more (protection: the fence looks at the request)', async () => {
    let fenced: unknown;
    runner(async (work) => {
      await cancel(work.operation.id);
      fenced = await inTransaction(database.pool, (client) => work.fence(client)).catch((error) => error);
      throw fenced;
    });
    expect(await ended((await start()).id)).toMatchObject({ state: 'cancelled' });
    expect(fenced).toBeInstanceOf(WorkTaken);
  });
});

describe('a worker that', () => {
  it('dies has its operation taken over, and what it saved handed on (protection: the lease)', async () => {
    // It is taken and never heard of again.
    const { id } = await start();
    await database.owner.query(
      `update intake.operations set epoch = 1, saved = '{"at": 7}',
              lease_until = clock_timestamp() + interval '400 ms' where id = $1`,
      [id],
    );
    runner(async ({ saved, epoch }) => ({ saved, epoch }));
    expect((await ended(id)).result).toEqual({ saved: { at: 7 }, epoch: 2 });
  });

  it('stops hands its operation over at once', async () => {
    const work = endless();
    const first = runner(work.run);
    const { id } = await start();
    await until('it is at work', () => work.given.length === 1);
    await first.stop();
    runner(async ({ epoch }) => ({ epoch }));
    expect((await ended(id)).result).toEqual({ epoch: 2 });
  });

  it('was frozen and taken over from writes nothing more (protection: the epoch)', async () => {
    const work = endless();
    runner(work.run);
    const { id } = await start();
    await until('it is at work', () => work.given.length === 1);
    await database.owner.query('update intake.operations set epoch = epoch + 1 where id = $1', [id]);
    const [frozen] = work.given;
    await expect(frozen!.save({})).rejects.toBeInstanceOf(WorkTaken);
    await expect(inTransaction(database.pool, (client) => frozen!.fence(client))).rejects.toBeInstanceOf(WorkTaken);
    await until('it has noticed', () => frozen!.signal.aborted);
    expect(frozen!.signal.reason).toBe('taken');
    expect(await operations.find(id)).toMatchObject({ state: 'running' });
  });

  it('was frozen before it heard that it has it does not begin (protection: the lease begins before it is asked for)', async () => {
    const { id } = await start();
    const isOver = async () =>
      (
        await database.owner.query(
          'select lease_until < clock_timestamp() as over from intake.operations where id = $1',
          [id],
        )
      ).rows[0].over;
    // Its answer is kept back until another may take it on.
    const frozen = async (query: QueryConfig) => {
      const answer = await database.pool.query(query);
      await until('its lease is over', isOver);
      return answer;
    };
    const assignments = new Assignments({ query: frozen } as unknown as Pool, LEASE_MS);
    const assignment = await assignments.take(['count'], ['counts.v1']);
    const work = endless();
    await new UnderWay(assignments, assignment!, { kind: 'count', run: work.run }, silent, LEASE_MS).run();
    expect(work.given).toEqual([]);
    expect(await operations.find(id)).toMatchObject({ state: 'running' });
  });

  it('hears nothing of its lease stops before another may begin (protection: it looks at the clocks itself)', async () => {
    const work = endless();
    runner(work.run);
    const { id } = await start();
    await until('it is at work', () => work.given.length === 1);
    const [cutOff] = work.given;
    // No beat of it comes back until this ends.
    await database.owner.query('begin');
    await database.owner.query('select from intake.operations where id = $1 for update', [id]);
    await until('it has noticed', () => cutOff!.signal.aborted);
    await database.owner.query('commit');
    expect(cutOff!.signal.reason).toBe('taken');
  });
});
