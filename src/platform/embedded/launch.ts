/** Starts a server as a process of its own group, under guard, and waits until it answers. A failed start leaves no process. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartRefused } from '../../config.js';
import { forget, watch } from './guard.js';
import { ADDRESS_IN_USE } from './ports.js';
import { endProcess, isRunning, type OwnProcess } from './processes.js';
import type { EmbeddedServer, Progress } from './server.js';

export interface Launch {
  /** For people. */
  title: string;
  /** For files. */
  name: string;
  dataDir: string;
  command: string;
  args: string[];
  /** One of the args, only ours: a path in the data directory. */
  marker: string;
  stopSignal: NodeJS.Signals;
  /** Not given: the user of this process. */
  user?: { uid: number; gid: number } | undefined;
  env: NodeJS.ProcessEnv;
  /** Throws until the server answers. */
  ready(): Promise<void>;
  /** Other signs of life left behind by an earlier start, besides our own record. */
  otherPids?: () => number[];
}

export type Launched = Pick<EmbeddedServer<never>, 'pid' | 'ended' | 'stop'>;

const READY_BOUND_MS = 90_000;
const POLL_MS = 25;
const LOG_BOUND_BYTES = 5 * 1024 * 1024;

/** After a kill -9 a server may have outlived its Intake: it must be gone before its data is opened again. */
export async function endLeftover(
  launch: Pick<Launch, 'title' | 'name' | 'dataDir' | 'marker' | 'stopSignal' | 'otherPids'>,
  progress: Progress,
) {
  const pids = new Set([...recordedPid(pidFile(launch)), ...(launch.otherPids?.() ?? [])]);
  for (const pid of pids) {
    const left: OwnProcess = { pid, marker: launch.marker, stopSignal: launch.stopSignal };
    if (!isRunning(left)) continue;
    progress(`Stopping ${launch.title} that an earlier start left running`);
    await endProcess(left);
  }
}

export async function launchServer(launch: Launch): Promise<Launched> {
  const logFile = join(launch.dataDir, 'logs', `${launch.name}.log`);
  const logStart = keepLogSmall(logFile);
  const { own, ended } = spawnDetached(launch, logFile);
  const server = { pid: own.pid, ended, stop: () => endProcess(own) };
  try {
    await untilReady(launch, own);
    return server;
  } catch {
    await server.stop();
    throw new StartRefused(`${launch.title} did not start: ${lastWords(logFile, logStart)} (all of it: ${logFile})`);
  }
}

function spawnDetached(launch: Launch, logFile: string): { own: OwnProcess; ended: Promise<unknown> } {
  const log = openSync(logFile, 'a');
  const child = spawn(launch.command, launch.args, {
    detached: true,
    cwd: '/',
    env: launch.env,
    stdio: ['ignore', log, log],
    ...launch.user,
  });
  closeSync(log);
  let failure = '';
  child.on('error', (error) => {
    failure = error.message;
  });
  if (child.pid === undefined)
    throw new StartRefused(`${launch.title} cannot be run: ${launch.command} ${failure}`.trim());
  const own: OwnProcess = { pid: child.pid, marker: launch.marker, stopSignal: launch.stopSignal };
  watch(own);
  writeFileSync(pidFile(launch), `${own.pid}\n`);
  child.unref();
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => forget(own.pid));
  return { own, ended };
}

async function untilReady(launch: Launch, own: OwnProcess): Promise<void> {
  const deadline = performance.now() + READY_BOUND_MS;
  for (;;) {
    try {
      return await launch.ready();
    } catch (error) {
      if (!isRunning(own) || performance.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}

const pidFile = (launch: Pick<Launch, 'dataDir' | 'name'>) => join(launch.dataDir, 'run', `${launch.name}.pid`);

/** The first line of a pid file, if there is one. */
export function recordedPid(file: string): number[] {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? [pid] : [];
  } catch {
    return [];
  }
}

function keepLogSmall(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_BOUND_BYTES) return size;
  renameSync(file, `${file}.old`);
  return 0;
}

/** The line of the log that says best why it ended. */
function lastWords(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').split('\n').filter(Boolean);
  const telling =
    lines.find((line) => ADDRESS_IN_USE.test(line)) ?? lines.find((line) => /FATAL|ERROR|error|exception/i.test(line));
  return (telling ?? lines.at(-1) ?? 'it said nothing').trim().slice(0, 300);
}
