/** Nobody who runs Intake can change an event (G15), by whatever connection; and each part may what it needs. Real PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import '../../src/events/destination-deleted.js';
import { ROLES, type Role } from '../../src/config.js';
import { queryDataSource } from '../../src/platform/database/data-source.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { roleOfPart } from '../../src/platform/database/roles.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { countsBy } from '../support/counting.js';
import { freshDatabase, patientPool, silent, type TestDatabase } from '../support/database.js';
import { some, writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

const ROW = `(1000, 'x', 1, gen_random_uuid(), 'x', 1, now(), 1, 0, 2, null, null, '{}', '{}')`;

const CHANGES = ["update intake.events set type = 'x'", 'delete from intake.events', 'truncate intake.events'];

const FORBIDDEN = [
  ...CHANGES,
  `insert into intake.events values ${ROW}`,
  `insert into intake.events (position, stream, version) values (999999, 'x', 1)`,
  'copy intake.events from stdin',
  'select from intake.events for update',
  'select from intake.events for share',
  `with gone as (delete from intake.events returning 1) select * from gone`,
  `merge into intake.events e using (select 1) s on true when matched then delete`,
  'do $$ begin lock table intake.events in exclusive mode; end $$',
  'alter table intake.events disable trigger all',
  'drop trigger events_are_append_only on intake.events',
  'drop table intake.events',
  'create or replace function intake.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
  'create trigger mine before insert on intake.events for each row execute function intake.refuse_change()',
  'create table intake.mine ()',
  'update intake.log set log_id = gen_random_uuid()',
  'update intake.migrations set name = name',
  'create table intake.mine ()',
  'set session_replication_role = replica',
  `copy (select 1) to program 'true'`,
];

/** What a part has no need of, beyond that. */
const NOT_OF_PART: Record<Role, string[]> = {
  api: [
    'delete from intake.claims',
    'update intake.gates set failures = 0',
    'update intake.relay set checkpoint = 0',
    'update intake.relay_heads set position = 0',
    `update intake.projections set state = 'live'`,
    'drop table read_v1.counts',
    'create table rebuild.mine ()',
  ],
  relay: [
    `select * from intake.append('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}')`,
    'select from intake.secrets',
    'select from intake.claims',
    'select from intake.gates',
    'select from read_v1.counts',
    'update intake.checkpoints set position = 0',
    'delete from intake.parked',
    `insert into intake.operations (id, kind, subject, options, started_by) values (gen_random_uuid(), 'replay', '{}', '{}', 'me')`,
  ],
  projector: [
    `select * from intake.append('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}')`,
    'select from intake.secrets',
    'select from intake.claims',
    'update intake.relay set checkpoint = 0',
    `insert into intake.skips values ('counts', 1, 'x', 1, 1, 'because', 'me')`,
    'update intake.log set encryption_check = null',
  ],
  delivery: [
    `insert into intake.secrets values (gen_random_uuid(), 'x', '')`,
    'update intake.relay set checkpoint = 0',
    'update intake.projections set paused = true',
    'delete from intake.checkpoints',
    'delete from read_v1.counts',
    `insert into intake.operations (id, kind, subject, options, started_by) values (gen_random_uuid(), 'replay', '{}', '{}', 'me')`,
  ],
};

let database: TestDatabase;
/** A login that owns nothing, as a careful operator makes one. */
let login: string;
let asLogin: Pool;
let queries: DataSource;

beforeAll(async () => {
  database = await freshDatabase();
  login = `app_${randomBytes(4).toString('hex')}`;
  await database.owner.query(`create role ${login} login password '${login}'`);
  const applicationUrl = Object.assign(new URL(database.url), { username: login, password: login }).toString();
  const readModels = [countsBy('stream')];
  await migrate({ ownerUrl: database.url, applicationUrl, readModels, partitions: 12, migrate: true });
  await writeEvents(database.owner, some(10));
  asLogin = patientPool({ url: applicationUrl, name: 'app', max: 2 });
  queries = await queryDataSource(database.url, [], 1).initialize();
});

afterAll(async () => {
  await Promise.all([asLogin.end(), queries.destroy()]);
  await database.owner.query(`revoke intake_app from ${login}; drop role ${login}`);
  await database.drop();
});

describe.each<[string, (statement: string) => Promise<unknown>]>([
  ['a pool of the owner’s login', (statement) => database.pool.query(statement)],
  ['the connection of the queries', (statement) => queries.query(statement)],
  ['a pool of a login that owns nothing', (statement) => asLogin.query(statement)],
  [
    'that login, whatever role it takes',
    (statement) => asLogin.query(`set role none; ${statement}; set role intake_app`),
  ],
])('%s', (_, run) => {
  it.each(FORBIDDEN)('may not: %s', async (statement) => {
    await expect(run(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('may read events', async () => {
    await run('select from intake.events');
  });
});

describe.each(ROLES)('a login of the part %s alone', (part) => {
  let login: string;
  let pool: Pool;
  beforeAll(async () => {
    login = `${part}_${randomBytes(4).toString('hex')}`;
    await database.owner.query(`create role ${login} login password '${login}'; grant ${roleOfPart(part)} to ${login}`);
    const url = Object.assign(new URL(database.url), { username: login, password: login }).toString();
    const asked = { ownerUrl: url, applicationUrl: url, readModels: [], partitions: 12, migrate: false };
    await migrate({ ...asked, role: roleOfPart(part) });
    pool = patientPool({ url, name: part, max: 1, role: roleOfPart(part) });
  });
  afterAll(async () => {
    await pool.end();
    await database.owner.query(`drop role ${login}`);
  });

  it.each([...FORBIDDEN, ...NOT_OF_PART[part]])('may not: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['intake_app', ...ROLES.filter((other) => other !== part).map(roleOfPart)])(
    'may not take on %s',
    async (role) => {
      await expect(pool.query(`set role ${role}`)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('is refused as a process of more parts, in a line that says what to grant', async () => {
    const url = Object.assign(new URL(database.url), { username: login, password: login }).toString();
    const asked = { ownerUrl: url, applicationUrl: url, readModels: [], partitions: 12, migrate: false };
    await expect(migrate(asked)).rejects.toMatchObject({
      name: 'StartRefused',
      message: `the login ${login} may not take on the role intake_app: grant intake_app to ${login} (docs/running.md)`,
    });
  });
});

it('a login that owns nothing appends, through the function alone', async () => {
  const { position } = await new EventLog(asLogin, silent).append({
    stream: 'destination-x',
    expectedVersion: 0,
    events: [{ type: 'DestinationDeleted', data: {} }],
    destination: null,
    owner: null,
    metadata: { actor: 'tester', correlationId: 'c', causationId: null, traceparent: null },
  });
  expect(await new LogReader(asLogin).head()).toBe(position);
});

it.each(CHANGES)('even the owner is refused by the trigger: %s', async (statement) => {
  await expect(database.owner.query(statement)).rejects.toMatchObject({
    code: '42501',
    message: 'events are append-only',
  });
});
