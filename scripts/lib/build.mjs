/** Builds dist when what it is made of has changed; dist is replaced as a whole, so that a start beside it never sees half of one. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './root.mjs';

const DIST = join(root, 'dist');
const STAMP = '.built-from';
const WORK = join(root, 'node_modules', '.cache', 'intake-build');
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', '.swcrc'];
const LOCK_BOUND_MS = 120_000;

/** `onBuild` is called before a build. */
export async function buildIfChanged({ force = false, onBuild = () => {} } = {}) {
  if (!force && isCurrent()) return false;
  mkdirSync(WORK, { recursive: true });
  const release = await lock();
  try {
    if (!force && isCurrent()) return false;
    onBuild();
    build();
    return true;
  } finally {
    release();
  }
}

const isCurrent = () => {
  const stamp = join(DIST, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash();
};

function build() {
  const stamp = sourceHash();
  const aside = join(WORK, `${process.pid}`);
  const settings = join(WORK, `tsconfig.${process.pid}.json`);
  writeFileSync(
    settings,
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: { rootDir: join(root, 'src'), outDir: aside },
      include: [join(root, 'src')],
      exclude: [join(root, 'src', '**', '*.spec.ts')],
    }),
  );
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build', '--path', relative(root, settings)], {
    cwd: root,
    encoding: 'utf8',
  });
  rmSync(settings, { force: true });
  if (status !== 0 || !existsSync(aside)) {
    rmSync(aside, { recursive: true, force: true });
    throw new Error(`the build failed:\n${stdout}${stderr}`);
  }
  writeFileSync(join(aside, STAMP), stamp);
  swap(aside);
}

function swap(aside) {
  const old = `${aside}.old`;
  if (existsSync(DIST)) renameSync(DIST, old);
  renameSync(aside, DIST);
  rmSync(old, { recursive: true, force: true });
}

function sourceHash() {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
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
