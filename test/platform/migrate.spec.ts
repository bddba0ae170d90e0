/** How a database is brought up to date, or refused in one line. Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type MigrateOptions, migrate } from '../../src/platform/database/migrate.js';
import { countsBy } from '../support/counting.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(60_000);

let database: TestDatabase;

beforeEach(async () => {
  database = await freshDatabase({ migrated: false });
});
afterEach(() => database.drop());

const start = (more: Partial<MigrateOptions> = {}): Promise<string> =>
  migrate({
    ownerUrl: database.url,
    applicationUrl: database.url,
    readModels: [countsBy('stream')],
    partitions: 12,
    migrate: true,
    ...more,
  });

describe('processes that start', () => {
  it('at once, five of them, migrate once and find the same log', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => start()));
    expect(new Set(ids).size).toBe(1);
    const { rows } = await database.owner.query('select name, count(*)::integer from intake.migrations group by name');
    expect(rows.map(({ count }) => count)).toEqual(rows.map(() => 1));
    expect(await start()).toBe(ids[0]);
    await database.pool.query('select from read_v1.counts');
  });

  it('with another partition count than the log was made with are refused, in a line that says which', async () => {
    await start();
    await expect(start({ partitions: 6 })).rejects.toMatchObject({
      name: 'StartRefused',
      message: 'this log was made with INTAKE_PARTITIONS=12: set it to 12 (it is 6)',
    });
  });

  it('without migrating are refused where the database is behind, and run where it is not', async () => {
    await expect(start({ migrate: false })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/no log yet: .*INTAKE_MIGRATE=auto/),
    });
    const id = await start();
    expect(await start({ migrate: false })).toBe(id);
  });
});
