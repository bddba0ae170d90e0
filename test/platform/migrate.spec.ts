/** How a database is brought up to date, or refused in one line. Real PostgreSQL. */
import { randomBytes } from 'node:crypto';
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

/** A login that may do no more than it is given. */
async function withLogin(use: (login: string, ownerUrl: string) => Promise<void>): Promise<void> {
  const login = `owner_${randomBytes(4).toString('hex')}`;
  await database.owner.query(`create role ${login} login password '${login}'`);
  try {
    await use(login, Object.assign(new URL(database.url), { username: login, password: login }).toString());
  } finally {
    await database.owner.query(`drop owned by ${login}; drop role ${login}`);
  }
}

const databaseName = () => new URL(database.url).pathname.slice(1);

describe('a login that migrates', () => {
  // Roles belong to the whole cluster: from here on the application's is there.
  beforeEach(async () => {
    await start();
    await database.owner.query('drop schema intake, read_v1 cascade');
  });

  it('without the rights for it is refused, in a line that says which it lacks', () =>
    withLogin(async (login, ownerUrl) => {
      const refused = (why: string) => ({
        name: 'StartRefused',
        message: `the login ${login} lacks a right (${why}): to migrate it needs CREATE on the database ${databaseName()} and the right to create roles, or intake_app made for it and granted to it with admin option`,
      });
      const migrating = () => start({ ownerUrl, applicationUrl: ownerUrl });
      await expect(migrating()).rejects.toMatchObject(refused('permission denied to grant role "intake_app"'));
      await database.owner.query(`grant intake_app to ${login}`);
      await expect(migrating()).rejects.toMatchObject(refused(`permission denied for database ${databaseName()}`));
    }));

  it('needs no right to create roles where the role was made and given to it', async () => {
    await withLogin(async (login, ownerUrl) => {
      await database.owner.query(`grant create on database ${databaseName()} to ${login};
        grant intake_app to ${login} with admin option`);
      await start({ ownerUrl, applicationUrl: ownerUrl });
      await database.pool.query('select from read_v1.counts');
    });
  });
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
    await database.owner.query('drop table read_v1.counts');
    await expect(start({ migrate: false })).rejects.toMatchObject({
      name: 'StartRefused',
      message: 'the database has no read_v1.counts yet: start one process with INTAKE_MIGRATE=auto first',
    });
  });
});
