/** The Intake that runs here, or one of the demo's own: on a free port, with data that goes when it stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readConfig } from '../../dist/config.js';
import { dataDirOf } from '../../dist/platform/embedded/data-dir.js';
import { root } from '../lib/root.mjs';

const { INTAKE_URL, INTAKE_KEY } = process.env;

/** Answers where it is, the key, and how to stop what was started. */
export async function findOrStartIntake({ say, signal }) {
  const config = readConfig(process.env);
  const url = INTAKE_URL ?? `http://127.0.0.1:${config.port}`;
  if (!(await isIntake(url))) {
    if (INTAKE_URL) throw new Error(`no Intake answers at INTAKE_URL=${INTAKE_URL}`);
    say('No Intake runs here: starting one for the demo …');
    return startIntake(say, signal);
  }
  say(`Using the Intake at ${url}`);
  return {
    url,
    key: INTAKE_KEY ?? config.adminKey ?? keyFrom(join(dataDirOf(config), 'admin-key')),
    stop: async () => {},
  };
}

async function isIntake(url) {
  try {
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) });
    return (await answer.json()).status === 'live';
  } catch {
    return false;
  }
}

function keyFrom(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`the key of the running Intake is not in ${file}: set INTAKE_KEY`);
  }
}

async function startIntake(say, signal) {
  const dataDir = mkdtempSync(join(tmpdir(), 'intake-demo-'));
  // In a process group of its own: a Ctrl-C ends the demo, and the demo ends it, in this order.
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0', INTAKE_DATA_DIR: dataDir },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, adminKeyFile } = await ready(child, say, signal);
    return { url, key: process.env.INTAKE_ADMIN_KEY ?? keyFrom(adminKeyFile), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lines that are not JSON tell a person how it goes. */
async function ready(child, say, signal) {
  for await (const line of createInterface({ input: child.stdout, signal })) {
    if (!line.startsWith('{')) say(line);
    else if (line.includes('Intake is ready')) return JSON.parse(line);
  }
  signal.throwIfAborted();
  throw new Error('the Intake that was to be started has ended');
}
