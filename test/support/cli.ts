/** The command line as a person or a script runs it: in a process of its own, with nothing of ours in its environment. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Intake } from './intake.js';
import { type Child, startChild } from './process.js';

const CLONE = fileURLToPath(new URL('../..', import.meta.url));
const BIN = fileURLToPath(new URL('../../cli/bin/intake.mjs', import.meta.url));

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

type Env = Record<string, string>;

const surroundings = (env: Env) => ({ PATH: process.env.PATH, HOME: process.env.HOME, ...env });

export const toldOf = ({ url, key }: Intake): Env => ({ INTAKE_URL: url, INTAKE_KEY: key });

/** `stdin`: what is piped in. */
export const cli = (args: string[], env: Env, stdin?: string | Buffer): Promise<Ran> =>
  run(process.execPath, [BIN, ...args], env, stdin);

/** As the README says it. */
export const npx = (args: string[], env: Env): Promise<Ran> => run('npx', ['--no', 'intake', ...args], env);

/** In a pseudo terminal, whose two outputs are one. */
export const inTerminal = (args: string[], env: Env): Promise<Ran> =>
  run('script', ['--quiet', '--return', '--command', [process.execPath, BIN, ...args].join(' '), '/dev/null'], env);

/** Left running. */
export const startCli = (args: string[], env: Env): Child =>
  startChild(process.execPath, [BIN, ...args], { cwd: CLONE, env: surroundings(env) });

function run(command: string, args: string[], env: Env, stdin?: string | Buffer): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd: CLONE, env: surroundings(env) }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    if (stdin !== undefined) child.stdin?.end(stdin);
  });
}
