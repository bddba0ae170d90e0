/** One data directory, one Intake: a second one is refused; the lock of one that was killed is taken over. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, cloneHash, isRoot, StartRefused } from '../../config.js';
import { processIdentity } from './processes.js';
import { closedFolderAbove, statOf } from './reachable.js';
import type { Progress } from './server.js';
import { cannotWrite, makeServerFolders } from './server-folders.js';

export interface DataDir {
  path: string;
  release(): void;
}

/**
 * Where the data lies: as root not in a folder that the user PostgreSQL runs as cannot get to.
 * @public scripts/demo finds the admin key by it
 */
export function dataDirOf(config: Pick<Config, 'dataDir' | 'dataDirGiven'>): string {
  const closed = isRoot() ? closedFolderAbove(config.dataDir) : null;
  if (!closed) return config.dataDir;
  if (!config.dataDirGiven) return `/var/lib/intake/${cloneHash()}`;
  throw new StartRefused(
    `INTAKE_DATA_DIR: ${closed} cannot be searched by the user PostgreSQL runs as (it refuses root): chmod o+x ${closed}, or choose another`,
  );
}

export function openDataDir(config: Pick<Config, 'dataDir' | 'dataDirGiven'>, progress: Progress): DataDir {
  const path = dataDirOf(config);
  if (path !== config.dataDir)
    progress(`Data lies in ${path}: PostgreSQL refuses root, and others cannot search ${config.dataDir}`);
  refuseForeign(path);
  makeServerFolders(path);
  return { path, release: lock(path) };
}

/** Root would leave files behind that the owner can no longer open. */
function refuseForeign(path: string): void {
  const owner = statOf(path)?.uid;
  if (!isRoot() || !owner) return;
  throw new StartRefused(
    `the data directory ${path} belongs to the user with id ${owner}: start as that user, or set INTAKE_DATA_DIR to another`,
  );
}

interface Holder {
  pid: number;
  identity: string;
}

function lock(dataDir: string): () => void {
  const file = join(dataDir, 'lock');
  const mine: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, JSON.stringify(mine), { mode: 0o600 });
    while (!linked(aside, file)) takeOver(file, dataDir);
  } catch (error) {
    throw error instanceof StartRefused ? error : cannotWrite(dataDir, error);
  } finally {
    rmSync(aside, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A link is made whole or not at all, and never over another. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two starts may find the same dead holder: the one that moves away a lock which is not the dead one's puts it back. */
function takeOver(file: string, dataDir: string): void {
  const holder = read(file);
  if (holder && processIdentity(holder.pid) === holder.identity) {
    throw new StartRefused(
      `an Intake (process ${holder.pid}) is already running on ${dataDir}: stop it, or set INTAKE_DATA_DIR to another directory`,
    );
  }
  const away = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, away);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(away)?.identity !== holder?.identity) linked(away, file);
  rmSync(away, { force: true });
}

function read(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}
