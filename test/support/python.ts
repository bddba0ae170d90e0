/** The Python of the tests: `.venv/` in the clone, with what test/requirements.txt names. .ci/run makes it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';

const VENV = fileURLToPath(new URL('../../.venv', import.meta.url));

export const python = join(VENV, 'bin', 'python');

/** Where it is not there, only CI insists on it. */
export const describeWithPython = (title: string, tests: () => void): void => {
  const needed = existsSync(python) || process.env.CI;
  if (!needed) {
    const make = 'python3 -m venv .venv && .venv/bin/pip install -r test/requirements.txt';
    process.stderr.write(`"${title}" is skipped, it needs Python: ${make}\n`);
  }
  (needed ? describe : describe.skip)(title, tests);
};

/** PostgreSQL's own tools, of the embedded server's version: pg_dump, pg_basebackup, psql … */
export function postgresTools(): string {
  const lib = join(VENV, 'lib');
  const version = readdirSync(lib).find((name) => name.startsWith('python'))!;
  return join(lib, version, 'site-packages', 'embedded_postgres', 'pginstall', 'bin');
}
