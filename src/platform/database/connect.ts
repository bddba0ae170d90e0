/** A first connection, or one clear line that says why not and what to do. */
import { Client } from 'pg';
import { StartRefused } from '../../config.js';
import { withPatience } from './patience.js';

export async function connectOrRefuse(url: string, variable: string): Promise<Client> {
  try {
    return await withPatience(() => connect(url), isStarting);
  } catch (error) {
    throw new StartRefused(refusal(url, variable, error as Error));
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    application_name: 'intake start',
  });
  // A lost connection surfaces at the next query; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Not a name that is unknown or a connection that times out: a person who mistyped the address hears at once. */
const isStarting = (error: unknown): boolean =>
  ['ECONNREFUSED', '57P03', '53300'].includes((error as { code?: string }).code ?? '');

function refusal(url: string, variable: string, error: Error & { code?: string }): string {
  const { hostname, port, username, pathname } = new URL(url);
  const server = `${hostname}:${port || 5432}`;
  if (/no encryption|no pg_hba.conf entry.*SSL off/.test(error.message)) {
    return `PostgreSQL at ${server} lets nobody in without TLS: add sslmode=verify-full to ${variable}`;
  }
  if (/does not support SSL/.test(error.message)) {
    return `PostgreSQL at ${server} speaks no TLS: turn it on there, or take sslmode out of ${variable}`;
  }
  switch (error.code) {
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return `the certificate of PostgreSQL at ${server} is not signed by anyone who is trusted here: name who has signed it, as sslrootcert in ${variable}`;
    case 'CERT_HAS_EXPIRED':
      return `the certificate of PostgreSQL at ${server} has expired: have it renewed there`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of PostgreSQL at ${server} is for another name: use one that stands in it (${variable})`;
    case '28P01':
    case '28000':
      return `PostgreSQL at ${server} refuses the user or password: check ${variable} (user ${username})`;
    case '3D000':
      return `PostgreSQL at ${server} has no database ${pathname.slice(1)}: create it, or correct ${variable}`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
      return `no PostgreSQL answers at ${server}: start it, or correct ${variable}`;
    default:
      return `cannot connect to PostgreSQL at ${server}: ${error.message} (${variable})`;
  }
}
