/**
 * Guarantee: several processes that start at once migrate once; the others wait and find it done.
 * Runs as the owner; what it makes is granted to the application's role, and no more (G15).
 */
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { StartRefused } from '../../config.js';
import { ownerDataSource } from './data-source.js';
import { asOwner } from './owner.js';
import { APPLICATION_ROLE } from './pools.js';
import { createReadModelTables, missingTables, type ReadModel } from './read-model-schema.js';
import { type Repartition, repartition } from './repartition.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const MIGRATE_FIRST = 'start one process with INTAKE_MIGRATE=auto first';

export interface MigrateOptions {
  /** The login that owns and migrates. */
  ownerUrl: string;
  /** The login that roles use; it is granted the application's role. */
  applicationUrl: string;
  readModels: readonly ReadModel[];
  partitions: number;
  /** false: only check that nothing is missing. */
  migrate: boolean;
  /** Given where the log may be given that number of partitions, if it has another one. */
  repartition?: Repartition | null;
}

/** Answers the identity of the log: what its messages carry as ce_logid. */
export async function migrate(options: MigrateOptions): Promise<string> {
  const variable = options.ownerUrl === options.applicationUrl ? 'DATABASE_URL' : 'INTAKE_MIGRATION_DATABASE_URL';
  return asOwner(options.ownerUrl, variable, async (lock) => {
    const owner = await ownerDataSource(
      options.ownerUrl,
      options.readModels.map(({ entity }) => entity),
    ).initialize();
    try {
      await (options.migrate ? bringUpToDate(owner, lock, options) : refuseIfBehind(owner, options.readModels));
    } catch (error) {
      throw (error as { code?: string }).code === INSUFFICIENT_PRIVILEGE ? missingRight(lock, error as Error) : error;
    } finally {
      await owner.destroy();
    }
    if (options.repartition) await repartition(lock, options.partitions, options.repartition);
    return logIdentity(lock, options.partitions);
  });
}

async function bringUpToDate(owner: DataSource, lock: Client, options: MigrateOptions): Promise<void> {
  // First what may be refused: then nothing is left half-made.
  await makeApplicationRole(lock, options);
  await lock.query('create schema if not exists intake');
  await owner.runMigrations();
  await createReadModelTables(owner, options.readModels, APPLICATION_ROLE);
  await lock.query('insert into intake.log (partitions) values ($1) on conflict do nothing', [options.partitions]);
  await grantToApplication(lock);
}

/** Whatever step it was at, these are all the rights that a migration takes. */
const missingRight = ({ user, database }: Client, { message }: Error): StartRefused =>
  new StartRefused(
    `the login ${user} lacks a right (${message}): to migrate it needs CREATE on the database ${database} and the right to create roles, or ${APPLICATION_ROLE} made for it and granted to it with admin option`,
  );

async function refuseIfBehind(owner: DataSource, readModels: readonly ReadModel[]): Promise<void> {
  const made = await owner.query(`select to_regclass('intake.migrations') is not null as made`);
  if (!made[0].made) throw new StartRefused(`the database has no log yet: ${MIGRATE_FIRST}`);
  if (await owner.showMigrations()) throw new StartRefused(`the database is behind this build: ${MIGRATE_FIRST}`);
  const missing = await missingTables(owner, readModels);
  if (missing.length > 0) throw new StartRefused(`the database has no ${missing.join(', no ')} yet: ${MIGRATE_FIRST}`);
}

/** The partition count decides where every stream's messages lie: it is the log's, not a process's. */
async function logIdentity(lock: Client, partitions: number): Promise<string> {
  const { rows } = await lock.query<{ partitions: number; log_id: string }>(
    'select partitions, log_id from intake.log',
  );
  const [log] = rows;
  if (log!.partitions === partitions) return log!.log_id;
  throw new StartRefused(
    `this log has INTAKE_PARTITIONS=${log!.partitions}: set it to ${log!.partitions} (it is ${partitions}), or stop every process and start one with \`npm start -- --repartition\``,
  );
}

async function makeApplicationRole(lock: Client, { applicationUrl }: MigrateOptions): Promise<void> {
  const role = APPLICATION_ROLE;
  // Roles belong to the whole cluster: a neighbour database's migration may be making the same one right now.
  // Where it stands already, no right to make roles is needed.
  await lock.query(`do $$ begin
      if to_regrole('${role}') is null then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null; end $$`);
  const login = decodeURIComponent(new URL(applicationUrl).username) || (lock.user ?? '');
  await giveRole(lock, login);
  // What is made here becomes the role's: only a member can give it away.
  await giveRole(lock, lock.user!);
}

/** From PostgreSQL 16 on, whoever made a role is its member without the right to take it on. */
async function giveRole(lock: Client, login: string): Promise<void> {
  const { rows } = await lock.query<{ member: boolean }>(
    `select pg_has_role($1, $2, case when current_setting('server_version_num')::integer < 160000 then 'member' else 'set' end)
            as member`,
    [login, APPLICATION_ROLE],
  );
  if (!rows[0]!.member) await lock.query(`grant ${APPLICATION_ROLE} to ${lock.escapeIdentifier(login)}`);
}

/** Append by function only; read everything; write only what is not the truth. Read models are its own. */
async function grantToApplication(lock: Client): Promise<void> {
  const role = APPLICATION_ROLE;
  await lock.query(`
    grant usage on schema intake to ${role};
    grant select on all tables in schema intake to ${role};
    grant execute on function intake.append to ${role};
    grant update on intake.relay to ${role};
    grant insert, update, delete on intake.relay_heads, intake.checkpoints, intake.claims, intake.gates, intake.secrets,
      intake.operations, intake.operation_holds, intake.projections, intake.processes,
      intake.parked, intake.skips to ${role};
    grant update (encryption_check) on intake.log to ${role}`);
}
