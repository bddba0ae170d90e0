/** The command line in a clone where nothing is built yet: a copy of this one that shares what npm ci has installed. */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const CLONE = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['cli', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', '.swcrc'];
const BOUND_MS = 60_000;

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'intake-cli-'));
  const unbuilt = (path: string) => !path.endsWith('/cli/dist');
  for (const path of COPIED) cpSync(join(CLONE, path), join(copy, path), { recursive: true, filter: unbuilt });
  symlinkSync(join(CLONE, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = async (command: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_cache: join(copy, 'npm') };
  const { stdout, stderr } = await promisify(execFile)(command, args, { cwd: copy, env });
  expect(stdout).toContain('Commands:');
  return stderr;
};
const help = () => run(process.execPath, 'cli/bin/intake.mjs', 'help');
const BUILT = 'Building what has changed …\n';

it(
  'is built by whoever runs it first, and by nobody twice',
  async () => {
    // Without the build's lock each of them builds, and moves its dist to where another's has just come to stand.
    const said = await Promise.all(Array.from({ length: 6 }, help));
    expect(said.join('')).toBe(BUILT);
    expect(await run('npx', '--no', 'intake', 'help')).toBe('');
  },
  BOUND_MS,
);

it(
  'is built anew when it has changed',
  async () => {
    appendFileSync(join(copy, 'cli', 'src', 'program.ts'), '\n// changed\n');
    expect(await help()).toBe(BUILT);
  },
  BOUND_MS,
);
