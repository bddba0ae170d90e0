/** How far behind the log the topic is said to be, and whether anybody publishes. Real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RelayProgress } from '../../src/platform/relay/relay-progress.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { writeEvents } from '../support/log.js';

const MINUTE_MS = 60_000;
const EVENTS = 3;

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const now = (hasKafka = true) => new RelayProgress(database.pool, hasKafka).now();
const stand = (checkpoint: number, leaseMs: number) =>
  database.owner.query(
    `update intake.relay set checkpoint = $1, lease_until = clock_timestamp() + $2 * interval '1 ms'`,
    [checkpoint, leaseMs],
  );

describe('how far the relay is', () => {
  it('on an empty log: not behind, and nobody leads yet', async () => {
    expect(await now()).toEqual({ state: 'unled', position: 0, head: 0, lagEvents: 0, lagMs: 0 });
  });

  it('counts what is not published, from the oldest on', async () => {
    const ages = [10, 5, 1];
    await writeEvents(
      database.owner,
      ages.map((age, n) => ({ stream: `s-${n}`, occurredAt: new Date(Date.now() - age * MINUTE_MS).toISOString() })),
    );
    await stand(1, MINUTE_MS);
    const { lagMs, ...rest } = await now();
    expect(rest).toEqual({ state: 'live', position: 1, head: EVENTS, lagEvents: 2 });
    expect(Math.round(lagMs / MINUTE_MS)).toBe(5);
  });

  it('is up to date where all of it is published', async () => {
    await stand(EVENTS, MINUTE_MS);
    expect(await now()).toEqual({ state: 'live', position: EVENTS, head: EVENTS, lagEvents: 0, lagMs: 0 });
  });

  it('says where nobody publishes, and where nobody can', async () => {
    await stand(EVENTS, -1);
    expect(await now()).toMatchObject({ state: 'unled' });
    expect(await now(false)).toMatchObject({ state: 'off' });
  });

  it('believes the lease where another process has the Kafka that this one is not told of', async () => {
    await stand(EVENTS, MINUTE_MS);
    expect(await now(false)).toMatchObject({ state: 'live' });
  });
});
