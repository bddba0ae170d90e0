/** The database: whose it is, and who prepares it. */
import { z } from 'zod';
import { allowed, described, oneOf, type Read } from './kinds.js';

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
  .register(allowed, { values: '`postgres://user:password@host/database`' });

export const variables = {
  DATABASE_URL: postgresUrl.optional().register(described, {
    does: 'PostgreSQL 15 or newer, as the roles use it. Set, it means production',
    otherwise: 'one that starts with it, for a process with all roles',
    mayBeFile: true,
  }),
  INTAKE_MIGRATION_DATABASE_URL: postgresUrl.optional().register(described, {
    does: 'the login that owns and migrates ([running.md](running.md#two-logins))',
    otherwise: 'as `DATABASE_URL`',
    mayBeFile: true,
  }),
  INTAKE_MIGRATE: oneOf(['auto', 'off'], 'must be auto or off')
    .default('auto')
    .register(described, { does: '`off`: a start only checks that nothing is missing' }),
};

export interface PostgreSql {
  /** null: the embedded server. */
  databaseUrl: string | null;
  /** The login that owns and migrates; null: the same as databaseUrl. */
  migrationDatabaseUrl: string | null;
  migrate: boolean;
  /** Production means: DATABASE_URL is set. */
  production: boolean;
}

export const settings = (v: Read<typeof variables>): PostgreSql => ({
  databaseUrl: v.DATABASE_URL ?? null,
  migrationDatabaseUrl: v.INTAKE_MIGRATION_DATABASE_URL ?? null,
  migrate: v.INTAKE_MIGRATE === 'auto',
  production: v.DATABASE_URL !== undefined,
});
