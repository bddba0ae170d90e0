/** A server keeps its port over restarts; when somebody else has taken it, it gets another free one. Loopback only. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { StartRefused } from '../../config.js';

export const LOOPBACK = '127.0.0.1';

export interface WantedPort {
  /** Where the port of the last start stands. */
  file: string;
  /** What the operator asked for: that one or none. */
  given: number | null;
  variable: string;
  /** Chosen before for something else, and not in use yet. */
  besides?: number;
}

export async function choosePort({ file, given, variable, besides }: WantedPort): Promise<number> {
  if (given) {
    if (await isFree(given)) return given;
    throw new StartRefused(`${variable}=${given}: another program listens there; end it or choose another port`);
  }
  const last = remembered(file);
  const port = last && last !== besides && (await isFree(last)) ? last : await freePort(besides);
  if (port !== last) await writeFile(file, `${port}\n`);
  return port;
}

export const ADDRESS_IN_USE = /address already in use/i;

/** Between the choice of a port and its use somebody else may take it: then it is chosen again. */
export async function retryTakenPort<T>(start: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left -= 1) {
    try {
      return await start();
    } catch (error) {
      if (left === 0 || !(error instanceof StartRefused && ADDRESS_IN_USE.test(error.message))) throw error;
    }
  }
}

async function freePort(besides?: number): Promise<number> {
  const port = await anyPort();
  // The system may give the same one twice, as long as nobody listens there.
  return port === besides ? freePort(besides) : port;
}

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)));
  });

function remembered(file: string): number | null {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}
