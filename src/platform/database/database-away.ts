/** Tells "PostgreSQL is away or at its limit" (503, try again) from a fault of ours (500). */

/** Connection lost or refused, server starting or stopping, out of resources, locks and statements out of time. */
const SQLSTATES = /^(08...|57P0.|53...|40001|40P01|55P03|57014)$/;
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/** Errors of pg and its pool that carry no code. */
const MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|connection error and is not queryable|Query read timeout|Client was closed/i;

export function isDatabaseAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = inner(at)) {
    const { code, syscall } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && SQLSTATES.test(code)) return true;
    if (typeof code === 'string' && SOCKET_CODES.has(code) && isNetwork(code, syscall)) return true;
    if (MESSAGES.test(at.message)) return true;
  }
  return false;
}

/** A missing file is ENOENT too; only a socket that is not there speaks of the database. */
const isNetwork = (code: string, syscall: string | undefined): boolean => code !== 'ENOENT' || syscall === 'connect';

/** TypeORM hides the driver's error in `driverError`, others in `cause`. */
const inner = (error: Error & { driverError?: unknown }): unknown => error.driverError ?? error.cause;
