/** What an act changes beside the log and what the log tells of it: both, or neither. Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ClientBase } from 'pg';
import { ProjectionPaused } from '../../src/events/projection-paused.js';
import { ProjectionResumed } from '../../src/events/projection-resumed.js';
import { Acts, type Recorded } from '../../src/platform/store/acts.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { whileTheLogIsHeld } from '../support/held-log.js';

jest.setTimeout(60_000);

const METADATA = { actor: 'ik_somebody', correlationId: 'c', causationId: null, traceparent: null };
const paused = ProjectionPaused.of({ version: 1 });

let database: TestDatabase;
let acts: Acts;

beforeEach(async () => {
  database = await freshDatabase();
  acts = new Acts(database.pool);
  await database.owner.query('create table counts (n integer); grant all on counts to intake_app');
});
afterEach(() => database.drop());

/** The act of these tests: it leaves a row. */
const count = async (client: ClientBase, streams: [string, ...string[]] = ['projection-a']) => {
  await client.query('insert into public.counts values (1)');
  const [first, ...others] = streams.map((stream) => ({ stream, events: [paused] }));
  return { value: 'done', facts: [first!, ...others] as const };
};
const counted = async () => (await database.owner.query('select from counts')).rowCount;
const log = async (): Promise<unknown[]> =>
  (await database.owner.query(`select position::integer, stream, version from intake.events order by position`)).rows;
describe('an act', () => {
  it('is done and told: who did it, and where that stands', async () => {
    const recorded = await acts.record(METADATA, (client) => count(client, ['projection-a', 'projection-b']));
    expect(recorded).toEqual({ value: 'done', position: 2 });
    expect(await counted()).toBe(1);
    expect(await log()).toEqual([
      { position: 1, stream: 'projection-a', version: 1 },
      { position: 2, stream: 'projection-b', version: 1 },
    ]);
    const { rows } = await database.owner.query(`select distinct metadata->>'actor' as actor from intake.events`);
    expect(rows).toEqual([{ actor: METADATA.actor }]);
  });

  it('with nothing to do adds nothing, and answers where its stream is', async () => {
    await acts.record(METADATA, (client) => count(client));
    await acts.record(METADATA, (client) => count(client, ['projection-b']));
    const nothing = acts.record(METADATA, async () => ({ value: 0, facts: [{ stream: 'projection-a', events: [] }] }));
    expect(await nothing).toEqual({ value: 0, position: 1 });
    expect(await log()).toHaveLength(2);
  });

  it('that is refused is not told (protection: the refusal undoes the transaction)', async () => {
    const refused = acts.record(METADATA, async (client) => {
      await count(client);
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    expect([await counted(), await log()]).toEqual([0, []]);
  });

  it('that cannot be told is not done (protection: the act’s own transaction appends)', async () => {
    await whileTheLogIsHeld(database, async (waiting) => {
      const act = acts.record(METADATA, (client) => count(client));
      act.catch(() => {});
      await database.owner.query('select pg_terminate_backend($1)', await waiting(1));
      await expect(act).rejects.toMatchObject({ code: '57P01' });
    });
    expect([await counted(), await log()]).toEqual([0, []]);
  });

  it('whose stream is written meanwhile is asked again, and done once (protection: the version it saw)', async () => {
    const both: Promise<Recorded<string>>[] = [];
    // Both have looked at their stream, and are about to append.
    await whileTheLogIsHeld(database, async (waiting) => {
      for (const _ of [1, 2]) both.push(acts.record(METADATA, (client) => count(client)));
      await waiting(2);
    });
    expect((await Promise.all(both)).map(({ position }) => position).sort()).toEqual([1, 2]);
    expect(await counted()).toBe(2);
    expect(await log()).toMatchObject([{ version: 1 }, { version: 2 }]);
  });
});

it('acts beside appends leave no hole in the log (G5)', async () => {
  const events = new EventLog(database.pool, silent);
  const append = (n: number) =>
    events.append({
      ...{ stream: `appended-${n}`, expectedVersion: 0, events: [ProjectionResumed.of({ version: 1 })] },
      ...{ destination: null, owner: null, metadata: METADATA },
    });
  const act = (n: number) => acts.record(METADATA, (client) => count(client, [`acted-${n % 20}`]));
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  const recorded = await Promise.all(numbers.flatMap((n) => [act(n), append(n)]));
  expect(new Set(recorded.map(({ position }) => position)).size).toBe(200);
  expect((await log()).map((event) => (event as { position: number }).position)).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 1),
  );
  expect(await counted()).toBe(100);
});
