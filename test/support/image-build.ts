/** What the Dockerfile makes, without an engine: its steps one after the other, each stage in a folder of its own. */
import { exec } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { CLONE } from './containers.js';
import { isLeftOut, readStages, type Stage, type Step } from './dockerfile.js';

interface Built {
  /** What is / in it. */
  root: string;
  workdir: string;
}

/** Of this user's cache what it can: that is what the mount of the step is for. */
const BUILD_ENV = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_prefer_offline: 'true' };

/** The folder of all stages, and the last of them. */
export async function buildStages(): Promise<{ folder: string; last: Built & Stage }> {
  const folder = mkdtempSync(join(tmpdir(), 'intake-image-'));
  const built = new Map<string, Built>();
  const stages = readStages();
  for (const { name, base, steps } of stages) {
    const stage = startStage(join(folder, name || 'image'), built.get(base));
    for (const step of steps) await take(step, stage, built);
    built.set(name, stage);
  }
  const last = stages.at(-1)!;
  return { folder, last: { ...last, ...built.get(last.name)! } };
}

function startStage(root: string, base?: Built): Built {
  mkdirSync(root);
  if (base) cpSync(base.root, root, { recursive: true, verbatimSymlinks: true });
  return { root, workdir: base?.workdir ?? '/' };
}

async function take({ keyword, flags, args, text }: Step, stage: Built, built: Map<string, Built>): Promise<void> {
  if (keyword === 'WORKDIR') {
    stage.workdir = text;
    mkdirSync(join(stage.root, text), { recursive: true });
  }
  if (keyword === 'RUN') await promisify(exec)(text, { cwd: join(stage.root, stage.workdir), env: BUILD_ENV });
  if (keyword === 'COPY') {
    const to = args.at(-1)!;
    for (const from of args.slice(0, -1)) {
      if (flags.from) copyFromStage(join(built.get(flags.from)!.root, from), placeIn(stage, to, from));
      else copyFromContext(from, placeIn(stage, to, from));
    }
  }
}

/** Into a folder where its name ends as one, else under that name. */
const placeIn = ({ root, workdir }: Built, to: string, from: string): string =>
  join(root, workdir, to.endsWith('/') ? join(to, basename(from)) : to);

/** Moved, since nobody else wants it. */
function copyFromStage(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

const copyFromContext = (from: string, to: string): void =>
  cpSync(join(CLONE, from), to, {
    recursive: true,
    // Of a folder that is left out something may still be wanted.
    filter: (path) => statSync(path).isDirectory() || !isLeftOut(relative(CLONE, path)),
  });
