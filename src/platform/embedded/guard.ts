/** While a server of ours runs, a guard process runs too: it ends the server when this process is gone, however it went. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OwnProcess } from './processes.js';

/** One line on the guard's standard input. */
export type GuardMessage = { watch: OwnProcess } | { forget: number };

const SCRIPT = fileURLToPath(new URL('./guard-process.js', import.meta.url));
const watched = new Set<number>();
let guard: ChildProcess | null = null;

export function watch(server: OwnProcess): void {
  guard ??= startGuard();
  watched.add(server.pid);
  send({ watch: server });
}

/** With nothing left to watch the guard ends, so that a stopped Intake leaves no process behind. */
export function forget(pid: number): void {
  if (!watched.delete(pid)) return;
  send({ forget: pid });
  if (watched.size > 0) return;
  guard?.stdin?.end();
  guard = null;
}

function send(message: GuardMessage): void {
  guard?.stdin?.write(`${JSON.stringify(message)}\n`);
}

/** Detached: the Ctrl-C that ends Intake must not end its guard. The pipe closes when this process ends, by itself or by kill -9. */
function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [SCRIPT], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  child.on('error', () => {}); // Without a guard the next start still finds and ends what was left alive.
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
