/** Builds a part when what it is made of has changed; its dist is replaced as a whole, so that a start beside it never sees half of one. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './root.mjs';

const STAMP = '.built-from';
const WORK = join(root, 'node_modules', '.cache', 'intake-build');
const SETTINGS = [
  ...['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', '.swcrc'],
  join('console', 'vite.config.ts'),
];
const LOCK_BOUND_MS = 120_000;

/** Each part that is built: where it stands, and how its src is compiled into another folder. */
const PARTS = {
  server: { folder: root, compile: compileWithNest },
  cli: { folder: join(root, 'cli'), compile: compileWithSwc },
  console: { folder: join(root, 'console'), compile: compileWithVite },
};

/** Containers come with what is built, and without what builds it. */
export const buildIsSkipped = () => ['1', 'on', 'true'].includes(process.env.INTAKE_SKIP_BUILD ?? '');

/** `onBuild` is called before the first build. */
export async function buildIfChanged({ parts = Object.keys(PARTS), force = false, onBuild = () => {} } = {}) {
  const stale = () => parts.map((name) => PARTS[name]).filter((part) => force || !isCurrent(part));
  if (stale().length === 0) return false;
  mkdirSync(WORK, { recursive: true });
  const release = await lock();
  try {
    const left = stale();
    if (left.length > 0) onBuild();
    for (const part of left) build(part);
    return left.length > 0;
  } finally {
    release();
  }
}

const isCurrent = ({ folder }) => {
  const stamp = join(folder, 'dist', STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash(folder);
};

function build({ folder, compile }) {
  const stamp = sourceHash(folder);
  const aside = join(WORK, `${process.pid}`);
  const { status, stdout, stderr } = compile(folder, aside);
  if (status !== 0 || !existsSync(aside)) {
    rmSync(aside, { recursive: true, force: true });
    throw new Error(`the build failed:\n${stdout}${stderr}`);
  }
  writeFileSync(join(aside, STAMP), stamp);
  swap(aside, join(folder, 'dist'));
}

function compileWithNest(folder, aside) {
  const settings = join(WORK, `tsconfig.${process.pid}.json`);
  writeFileSync(
    settings,
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: { rootDir: join(folder, 'src'), outDir: aside },
      include: [join(folder, 'src')],
      exclude: [join(folder, 'src', '**', '*.spec.ts')],
    }),
  );
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const ended = run(folder, nest, 'build', '--path', relative(folder, settings));
  rmSync(settings, { force: true });
  return ended;
}

/** Three times as fast: the command line is waited for by a person. */
function compileWithSwc(folder, aside) {
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  return run(folder, swc, 'src', '--out-dir', aside, '--strip-leading-paths', '--config-file', join(root, '.swcrc'));
}

function compileWithVite(folder, aside) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  return run(folder, vite, 'build', '--outDir', aside, '--emptyOutDir', '--logLevel', 'warn');
}

const run = (cwd, ...args) => spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });

function swap(aside, dist) {
  const old = `${aside}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(aside, dist);
  rmSync(old, { recursive: true, force: true });
}

function sourceHash(folder) {
  const hash = createHash('sha256');
  const files = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), ...SETTINGS.map((name) => join(root, name))]) {
    if (!existsSync(file)) continue;
    const content = readFileSync(file);
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** Two starts at once: the second waits for the first one's build. A lock whose owner is gone is taken over. */
async function lock() {
  const folder = join(WORK, 'lock');
  const owner = join(folder, 'pid');
  const deadline = Date.now() + LOCK_BOUND_MS;
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(owner) || Date.now() > deadline) rmSync(folder, { recursive: true, force: true });
    else await sleep(50);
  }
}

function isAlive(owner) {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return true;
  } catch (error) {
    // A folder whose file is not there yet belongs to one who is just writing it.
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}
