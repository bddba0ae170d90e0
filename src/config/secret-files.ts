/** The environment, with what stands in files read from them. */
import { readFileSync } from 'node:fs';
import { StartRefused } from './start-refused.js';

/** An empty variable is an absent one. `names` are those that may stand in a file. */
export function withSecretFiles(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  const given: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) if (value !== '') given[name] = value;
  for (const name of names) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined) throw new StartRefused(`set ${name} or ${name}_FILE, not both`);
    given[name] = readSecret(name, path);
  }
  return given;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new StartRefused(`${name}_FILE: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}
