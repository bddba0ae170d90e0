/** A cancel whose claim is lost while its append waits: what is acknowledged holds all the same (G9). Real PostgreSQL. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { CANCEL } from '../../src/bulk/bulk-kind.js';
import { CancelInput } from '../../src/commands/cancel-input/cancel-input.command.js';
import { CancelInputHandler } from '../../src/commands/cancel-input/cancel-input.handler.js';
import { InputCancelled } from '../../src/events/input-cancelled.js';
import { InputRetryRequested } from '../../src/events/input-retry-requested.js';
import type { Pools } from '../../src/platform/database/process-pools.js';
import { newId } from '../../src/platform/ids.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { freshDatabase, patientPool, silent, type TestDatabase } from '../support/database.js';
import { received, WHOSE } from '../support/facts.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const METADATA = { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null };

let database: TestDatabase;
let append: Pool;
let handler: CancelInputHandler;

beforeEach(async () => {
  database = await freshDatabase();
  append = patientPool({ url: database.url, name: 'append', max: 1 });
  const log = new EventLog(append, silent);
  handler = new CancelInputHandler(log, new LogReader(database.pool), { requests: database.pool } as Pools);
});
afterEach(async () => {
  await append.end();
  await database.drop();
});

/** Until the answer is there, nobody else appends. */
async function whileAppendsWait(work: () => Promise<void>): Promise<void> {
  await database.owner.query('begin');
  await database.owner.query('lock table intake.events in share row exclusive mode');
  await work();
  await database.owner.query('commit');
}

it('is not acknowledged while an attempt is under way that has taken its place (protection: the look after the append)', async () => {
  const id = newId();
  await writeEvents(database.owner, [{ stream: `input-${id}`, ...received() }]);
  let cancelling: Promise<unknown> = Promise.resolve();
  await whileAppendsWait(async () => {
    cancelling = handler.execute(new CancelInput(id, null, METADATA));
    cancelling.catch(() => {});
    await until('it has its claim', async () => (await claims()) === 1);
    // Its lease is over, what it had is free again, and a worker takes it.
    await database.pool.query('delete from intake.claims');
    await claimForAttempt(database.pool, id);
  });
  await expect(cancelling).rejects.toMatchObject({ code: 'attempt-in-flight' });
  await database.pool.query('update intake.claims set settled = true');
  await expect(handler.execute(new CancelInput(id, null, METADATA))).resolves.toEqual({ position: 2 });
});

it('waits for whoever takes its place at the very moment (protection: the place is taken again after the append)', async () => {
  const id = newId();
  await writeEvents(database.owner, [{ stream: `input-${id}`, ...received() }]);
  let cancelling: Promise<unknown> = Promise.resolve();
  const worker = await database.pool.connect();
  try {
    await whileAppendsWait(async () => {
      cancelling = handler.execute(new CancelInput(id, null, METADATA));
      cancelling.catch(() => {});
      await until('it has its claim', async () => (await claims()) === 1);
      await database.pool.query('delete from intake.claims');
      await worker.query('begin');
      await claimForAttempt(worker, id);
    });
    await until('it is in the log', async () => (await inLog(id)) === 2);
    await until('it waits for the worker', async () => (await waiting()) === 1);
    await worker.query('commit');
  } finally {
    worker.release();
  }
  await expect(cancelling).rejects.toMatchObject({ code: 'attempt-in-flight' });
});

it('asked of many is done once: who asks again, or is doubled, calls back nothing that was asked for since', async () => {
  const id = newId();
  const again = InputRetryRequested.of({
    ...{ ...WHOSE, run: 1, attempts: 0, orderingKey: null, expiresAt: null, reason: null },
  });
  const facts = [received(), InputCancelled.of({ ...WHOSE, reason: null }), again];
  await writeEvents(
    database.owner,
    facts.map((fact) => ({ stream: `input-${id}`, ...fact })),
  );
  const asked = (metadata: typeof METADATA) =>
    handler.execute(CANCEL.command(id, { destination: null, reason: null }, metadata) as CancelInput);
  expect(await asked(METADATA)).toEqual({ position: 3 });
  expect(await asked({ ...METADATA, correlationId: 'of another operation' })).toEqual({ position: 4 });
});

const claimForAttempt = (client: Pick<Pool, 'query'>, inputId: string): Promise<unknown> =>
  client.query(
    `insert into intake.claims (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
     values ($1, 1, 'attempt', 'orders', 1, gen_random_uuid(), clock_timestamp() + interval '1 min')`,
    [inputId],
  );
const inLog = (id: string): Promise<number> =>
  new LogReader(database.pool).stream(`input-${id}`).then(({ length }) => length);
const waiting = async (): Promise<number> => {
  const { rowCount } = await database.owner.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
};
const claims = async (): Promise<number> => (await database.pool.query('select from intake.claims')).rowCount ?? 0;
