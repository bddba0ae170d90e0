/** An Intake of one's own, as npm start starts it: on a free port, with its data in a temporary folder that goes when it stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './root.mjs';

export async function startOwnIntake({ say, signal, env = {} }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'intake-demo-'));
  // In a process group of its own: a Ctrl-C ends who has started it, and that ends it, in this order.
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, PORT: '0', INTAKE_DATA_DIR: dataDir },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, adminKeyFile } = await ready(child, say, signal);
    return { url, key: process.env.INTAKE_ADMIN_KEY ?? readFileSync(adminKeyFile, 'utf8').trim(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lines that are not JSON tell a person how it goes. */
async function ready(child, say, signal) {
  for await (const line of createInterface({ input: child.stdout, signal })) {
    if (!line.startsWith('{')) say(line);
    else if (line.includes('Intake is ready')) {
      // Nobody reads on: a pipe that is full would hold it up.
      child.stdout.resume();
      return JSON.parse(line);
    }
  }
  signal?.throwIfAborted();
  throw new Error('the Intake that was to be started has ended');
}
