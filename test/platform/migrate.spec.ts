/** How a database is brought up to date, or refused in one line. Real PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StartRefused } from '../../src/config.js';
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

  it('with another partition count than the log has are refused, in a line that says which', async () => {
    await start();
    await expect(start({ partitions: 6 })).rejects.toMatchObject({
      name: 'StartRefused',
      message:
        'this log has INTAKE_PARTITIONS=12: set it to 12 (it is 6), or stop every process and start one with `npm start -- --repartition`',
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

describe('a start that may repartition', () => {
  const made: number[] = [];
  const repartition = { byStream: ['counts'], ensureTopic: async () => void made.push(1) };
  const standing = async () => {
    const { rows } = await database.owner.query(
      `select l.partitions, r.checkpoint::integer, r.epoch::integer, p.state,
              (select count(*)::integer from intake.checkpoints) as checkpoints,
              (select count(*)::integer from intake.relay_heads) as heads
         from intake.log l, intake.relay r, intake.projections p`,
    );
    return rows[0];
  };
  const before = { partitions: 12, checkpoint: 70, epoch: 4, state: 'live', checkpoints: 3, heads: 1 };

  beforeEach(async () => {
    made.length = 0;
    await start();
    await database.owner.query(`
      update intake.relay set checkpoint = 70, epoch = 4;
      insert into intake.relay_heads values (1, 70);
      insert into intake.checkpoints (projection, version, partition, position)
        values ('counts', 1, 0, 60), ('counts', 1, 1, 70), ('deliveries', 1, 0, 70)`);
  });

  it('gives the log another count: what was reckoned by partition begins anew, what follows in sequence stays', async () => {
    await start({ partitions: 5, repartition });
    expect(await standing()).toEqual({
      ...{ partitions: 5, checkpoint: 0, epoch: 5, state: 'building' },
      ...{ checkpoints: 1, heads: 0 },
    });
    expect(made).toEqual([1]);
  });

  it('with the count that the log has changes nothing', async () => {
    await start({ partitions: 12, repartition });
    expect({ standing: await standing(), made }).toEqual({ standing: before, made: [] });
  });

  it('is refused while another process lives, and not for one that is gone (protection: the look at processes)', async () => {
    await database.owner.query('insert into intake.processes (id) values (gen_random_uuid())');
    await expect(start({ partitions: 5, repartition })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(
        /^--repartition needs the log for itself, and it is in use \(processes: 1\): stop/,
      ),
    });
    expect({ standing: await standing(), made }).toEqual({ standing: before, made: [] });
    await database.owner.query(`update intake.processes set seen_at = clock_timestamp() - interval '16 s'`);
    await start({ partitions: 5, repartition });
    expect(await standing()).toMatchObject({ partitions: 5 });
  });

  it('changes nothing where the topic cannot be had (protection: the topic comes first)', async () => {
    const ensureTopic = () => Promise.reject(new StartRefused('no topic'));
    await expect(start({ partitions: 5, repartition: { ...repartition, ensureTopic } })).rejects.toThrow('no topic');
    expect(await standing()).toEqual(before);
  });

  it('ends a republish that was under way: its way back would lead to the old partitions', async () => {
    await database.owner.query(`
      insert into intake.operations (id, kind, subject, options, started_by)
        values ('0199f2f0-0000-7000-8000-000000000001', 'republish', '{relay}', '{}', 'admin');
      insert into intake.operation_holds values ('relay', '0199f2f0-0000-7000-8000-000000000001')`);
    await start({ partitions: 5, repartition });
    const { rows } = await database.owner.query(
      'select state, (select count(*)::integer from intake.operation_holds) as holds from intake.operations',
    );
    expect(rows).toEqual([{ state: 'cancelled', holds: 0 }]);
  });
});
