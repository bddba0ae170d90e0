/** A process is known by its pid and by what it was started with: a pid that was given to somebody else is never taken for ours. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OwnProcess {
  pid: number;
  /** An argument that only this process has: a path in its own data directory. */
  marker: string;
  stopSignal: NodeJS.Signals;
}

const POLL_MS = 20;
const STOP_BOUND_MS = 20_000;

export function isRunning({ pid, marker }: Pick<OwnProcess, 'pid' | 'marker'>): boolean {
  return ` ${commandLine(pid)} `.includes(` ${marker} `);
}

/** Asks it to end, waits until it is gone, and kills it when the bound is over. */
export async function endProcess(target: OwnProcess, boundMs = STOP_BOUND_MS): Promise<void> {
  // A process that is ending has lost its arguments before its files are closed: from here on it is known by its identity.
  const identity = processIdentity(target.pid);
  if (!isRunning(target)) return;
  const isThere = () => identity !== null && processIdentity(target.pid) === identity;
  send(target.pid, target.stopSignal);
  const deadline = performance.now() + boundMs;
  while (isThere() && performance.now() < deadline) await sleep(POLL_MS);
  if (isThere()) send(target.pid, 'SIGKILL');
  while (isThere()) await sleep(POLL_MS);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function commandLine(pid: number): string {
  try {
    if (process.platform !== 'linux') return ps(pid, 'args=');
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Differs for every process there ever was on this machine; null when there is none with that pid, or only a zombie that nobody reaps. */
export function processIdentity(pid: number): string | null {
  try {
    if (process.platform !== 'linux') return ps(pid, 'lstart=') || null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; after it come the state (field 3) and, as field 22, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}

const ps = (pid: number, column: string): string =>
  execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
