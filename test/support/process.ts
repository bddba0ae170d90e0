/** A child process of a test: its lines as they come, its end, and waiting for facts, never for time. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { processIdentity } from '../../src/platform/embedded/processes.js';
import { until } from './until.js';

export interface Child {
  pid: number;
  lines: string[];
  /** The first line, already there or still to come, that fits. */
  line(fits: (line: string) => boolean, withinMs?: number): Promise<string>;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** In a process group of its own, as a terminal would start it. */
  ownGroup?: boolean;
  /** As this user, which only root can. */
  uid?: number;
}

export function startChild(command: string, args: string[], options: ChildOptions = {}): Child {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env ?? process.env,
    cwd: options.cwd,
    detached: options.ownGroup ?? false,
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (l) => lines.push(l));
  let ended = false;
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });
  const line = async (fits: (text: string) => boolean, withinMs = 60_000): Promise<string> => {
    const find = () => lines.find(fits);
    const waited = () => `a line that fits; there were:\n${lines.join('\n')}`;
    await until(waited, () => find() !== undefined || ended, withinMs);
    const found = find();
    if (found === undefined) throw new Error(`the process ended without the line; there were:\n${lines.join('\n')}`);
    return found;
  };
  return { pid: child.pid ?? 0, lines, line, exit, kill: (signal) => child.kill(signal) };
}

/** A zombie that nobody reaps is not alive. */
export const isAlive = (pid: number): boolean => processIdentity(pid) !== null;

/** In bytes, as the system counts it. */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
