/** The Intake that runs here, or one of the demo's own: on a free port, with data that goes when it stops. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../dist/config.js';
import { dataDirOf } from '../../dist/platform/embedded/data-dir.js';
import { startOwnIntake } from '../lib/own-intake.mjs';

const { INTAKE_URL, INTAKE_KEY } = process.env;

/** Answers where it is, the key, and how to stop what was started. */
export async function findOrStartIntake({ say, signal }) {
  const config = readConfig(process.env);
  const url = INTAKE_URL ?? `http://127.0.0.1:${config.port}`;
  if (!(await isIntake(url))) {
    if (INTAKE_URL) throw new Error(`no Intake answers at INTAKE_URL=${INTAKE_URL}`);
    say('No Intake runs here: starting one for the demo …');
    return startOwnIntake({ say, signal });
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
