/** The database: whose it is, and who prepares it. */
import { z } from 'zod';
import { allowed, described, oneOf, type Read } from './kinds.js';
import { isLoopback } from './loopback.js';
import { passwordWeakness } from './weak-secrets.js';

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

/** Variable → what is wrong with the password in its URL; one without a password is let in by other means. */
export const weaknesses = ({ databaseUrl, migrationDatabaseUrl }: PostgreSql): [string, string | null][] => [
  ['DATABASE_URL', urlWeakness(databaseUrl)],
  ['INTAKE_MIGRATION_DATABASE_URL', urlWeakness(migrationDatabaseUrl)],
];

function urlWeakness(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname, username, password } = new URL(url);
  // A server on the same machine, or behind a socket, is kept by that machine (decision 47).
  if (hostname === '' || isLoopback(hostname)) return null;
  const weakness = password && passwordWeakness(decodeURIComponent(password), decodeURIComponent(username));
  return weakness ? `has a password that ${weakness}` : null;
}
