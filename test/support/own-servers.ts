/**
 * A PostgreSQL and a Kafka of one test's own, to be killed and started again on the same data and port. They are the
 * built embedded servers: when the process of the test is gone, however it went, their guard ends them.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { startEmbeddedKafka } from '../../src/platform/embedded/kafka.js';
import type { startEmbeddedPostgres } from '../../src/platform/embedded/postgres.js';
import type { EmbeddedServer } from '../../src/platform/embedded/server.js';
import { quietPort } from './ports.js';
import { isAlive } from './process.js';
import { until } from './until.js';

export interface OwnServer {
  /** What a client needs: a postgres:// URL, or a broker. The same after every start. */
  address: string;
  /** kill -9, of its own child processes too, as when the machine is switched off. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP, of its own child processes too: its connections stand, and nothing comes back. */
  freeze(): Promise<void>;
  /** Goes on as if nothing had been. */
  thaw(): Promise<void>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
}

type Options = Parameters<typeof startEmbeddedPostgres>[0];
type Start = (options: Options) => Promise<EmbeddedServer<string | string[]>>;

export const ownPostgres = (): Promise<OwnServer> =>
  ownServer(async (options) => (await embedded()).startEmbeddedPostgres(options));

export const ownKafka = (): Promise<OwnServer> =>
  ownServer(async (options) => {
    const server = await (await embedded()).startEmbeddedKafka(options);
    if ('unavailable' in server) throw new Error(`this test needs Kafka: ${server.unavailable}`);
    return server;
  });

interface Embedded {
  startEmbeddedPostgres: typeof startEmbeddedPostgres;
  startEmbeddedKafka: typeof startEmbeddedKafka;
}

let loaded: Promise<Embedded> | undefined;

/** From the build, since the guard is a program of it. One after the other: Jest trips over modules asked for twice at once. */
function embedded(): Promise<Embedded> {
  const built = (name: string) => import(new URL(`../../dist/platform/embedded/${name}.js`, import.meta.url).href);
  loaded ??= built('postgres').then(async (postgres) => ({ ...postgres, ...(await built('kafka')) }));
  return loaded;
}

async function ownServer(startOnce: Start): Promise<OwnServer> {
  const cacheDir = process.env.TEST_CACHE_DIR;
  if (!cacheDir) throw new Error('TEST_CACHE_DIR is not set: run through `npm test`');
  // Named as the set-up names its own: what a killed run leaves behind, the next one removes.
  const dataDir = mkdtempSync(join(tmpdir(), `intake-test-${process.pid}-`));
  const port = await quietPort();
  const start = () => startOnce({ dataDir, cacheDir, port, progress: () => {} });
  let running = await start();
  return {
    address: `${running.address}`,
    async kill() {
      const pids = [running.pid, ...(await childrenOf(running.pid))];
      for (const pid of pids) signalIfThere(pid, 'SIGKILL');
      await until('the server is gone', () => !pids.some(isAlive));
      // Its guard need not watch it any longer.
      await running.stop();
    },
    async start() {
      running = await start();
    },
    freeze: () => signalAll(running.pid, 'SIGSTOP'),
    thaw: () => signalAll(running.pid, 'SIGCONT'),
    async end() {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function signalAll(pid: number, signal: NodeJS.Signals): Promise<void> {
  // The parent first: once it is frozen there are no new children. Once it is thawed it lets go of those that have ended.
  process.kill(pid, signal);
  for (const child of await childrenOf(pid)) signalIfThere(child, signal);
}

/** Between the list of processes and the signal, one may have ended. */
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (pid && ppid === parent ? [pid] : []));
}
