/** A first connection, or one clear line that says why not and what to do. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { StartRefused } from '../../config.js';

/** A server that is still starting is waited for this long. */
const PATIENCE_MS = 15_000;

export async function connectOrRefuse(url: string, variable: string): Promise<Client> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
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
      const { code } = error as { code?: string };
      if (!isPassing(code) || performance.now() > deadline)
        throw new StartRefused(refusal(url, variable, error as Error));
      await pause(250);
    }
  }
}

const isPassing = (code?: string): boolean => code === 'ECONNREFUSED' || code === '57P03' || code === '53300';

function refusal(url: string, variable: string, error: Error & { code?: string }): string {
  const { hostname, port, username, pathname } = new URL(url);
  const server = `${hostname}:${port || 5432}`;
  switch (error.code) {
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
