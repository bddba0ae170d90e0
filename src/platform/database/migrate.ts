/**
 * Guarantee: several processes that start at once migrate once; the others wait and find it done.
 * Runs as the owner; of what it makes each part of the application is given what it needs, and no more (G15).
 */
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { StartRefused } from '../../config.js';
import { ownerDataSource } from './data-source.js';
import { refuseUndurable } from './durability.js';
import { makeRoles, mayTake } from './make-roles.js';
import { asOwner } from './owner.js';
import { createReadModelTables, missingTables, type ReadModel } from './read-model-schema.js';
import { type Repartition, repartition } from './repartition.js';
import { grantRights } from './rights.js';
import { APPLICATION_ROLE, type DatabaseRole, roleOfPart } from './roles.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const MIGRATE_FIRST = 'start one process with INTAKE_MIGRATE=auto first';

export interface MigrateOptions {
  /** The login that owns and migrates. */
  ownerUrl: string;
  /** The login that the application uses. */
  applicationUrl: string;
  /** What its connections take on here. Default: that of a process with every part. */
  role?: DatabaseRole;
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
    await refuseUndurable(lock, options.ownerUrl);
    const owner = await ownerDataSource(
      options.ownerUrl,
      options.readModels.map(({ entity }) => entity),
    ).initialize();
    try {
      await (options.migrate ? bringUpToDate(owner, lock, options) : refuseIfBehind(owner, lock, options));
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
  await makeRoles(lock, loginOf(options, lock), options.role ?? APPLICATION_ROLE);
  await lock.query('create schema if not exists intake');
  await owner.runMigrations();
  // Once they were the whole application's.
  await lock.query(`reassign owned by ${APPLICATION_ROLE} to ${roleOfPart('projector')}`);
  await createReadModelTables(owner, options.readModels);
  await lock.query('insert into intake.log (partitions) values ($1) on conflict do nothing', [options.partitions]);
  await grantRights(lock);
}

const loginOf = ({ applicationUrl }: MigrateOptions, lock: Client): string =>
  decodeURIComponent(new URL(applicationUrl).username) || (lock.user ?? '');

/** Whatever step it was at, these are all the rights that a migration takes. */
const missingRight = ({ user, database }: Client, { message }: Error): StartRefused =>
  new StartRefused(
    `the login ${user} lacks a right (${message}): to migrate it needs CREATE on the database ${database} and the right to create roles, or ${APPLICATION_ROLE} made for it and granted to it with admin option`,
  );

async function refuseIfBehind(owner: DataSource, lock: Client, options: MigrateOptions): Promise<void> {
  const { readModels, role = APPLICATION_ROLE } = options;
  const made = await owner.query(`select to_regclass('intake.migrations') is not null as made`);
  if (!made[0].made) throw new StartRefused(`the database has no log yet: ${MIGRATE_FIRST}`);
  if (await owner.showMigrations()) throw new StartRefused(`the database is behind this build: ${MIGRATE_FIRST}`);
  const missing = await missingTables(owner, readModels);
  if (missing.length > 0) throw new StartRefused(`the database has no ${missing.join(', no ')} yet: ${MIGRATE_FIRST}`);
  const login = loginOf(options, lock);
  if (await mayTake(lock, login, role)) return;
  throw new StartRefused(
    `the login ${login} may not take on the role ${role}: grant ${role} to ${login} (docs/running.md)`,
  );
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
