/** The image as a tree of files that nobody can write to, and its containers as processes that may write nowhere at all. */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, steps } from './dockerfile.js';
import { buildStages } from './image-build.js';
import { type Child, startChild } from './process.js';

type Env = Record<string, string>;

export interface Image {
  /** Starts what its CMD says. */
  start(env: Env): Child;
  run(command: string[], env: Env): Child;
  healthCheck: string[];
  remove(): void;
}

/** Node's own, so that it holds without a mount, for root too, and outside of the tree as well. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const READ_ONLY = `${PERMISSION} --allow-fs-read=* --allow-worker --no-warnings`;

export async function buildImage(): Promise<Image> {
  const { folder, last } = await buildStages();
  chmodSync(folder, 0o755);
  execFileSync('chmod', ['-R', 'a-w,a+rX', last.root]);
  const env = Object.fromEntries(steps(last, 'ENV').flatMap(({ args }) => args.map((pair) => pair.split('=', 2))));
  const [uid] = steps(last, 'USER')[0]!.text.split(':').map(Number);
  const run = ([program, ...args]: string[], more: Env) =>
    startChild(program!, args, {
      cwd: join(last.root, last.workdir),
      env: { PATH: process.env.PATH, ...env, ...more, NODE_OPTIONS: READ_ONLY },
      ...(process.getuid?.() === 0 && { uid }),
    });
  return {
    start: (more) => run(commandOf(steps(last, 'CMD')[0]!), more),
    run,
    healthCheck: commandOf(steps(last, 'HEALTHCHECK')[0]!),
    remove() {
      execFileSync('chmod', ['-R', 'u+w', last.root]);
      rmSync(folder, { recursive: true });
    },
  };
}
