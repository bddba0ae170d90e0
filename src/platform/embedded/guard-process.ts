/** Runs beside Intake as a process of its own: when the pipe from Intake ends, it ends the servers that are still alive. */
import { createInterface } from 'node:readline';
import type { GuardMessage } from './guard.js';
import { endProcess, type OwnProcess } from './processes.js';

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});

const servers = new Map<number, OwnProcess>();
for await (const line of createInterface({ input: process.stdin })) {
  const message = read(line);
  if (message && 'watch' in message) servers.set(message.watch.pid, message.watch);
  if (message && 'forget' in message) servers.delete(message.forget);
}
await Promise.allSettled([...servers.values()].map((server) => endProcess(server)));

/** A line that was cut off in the middle by a kill says nothing. */
function read(line: string): GuardMessage | null {
  try {
    return JSON.parse(line) as GuardMessage;
  } catch {
    return null;
  }
}
