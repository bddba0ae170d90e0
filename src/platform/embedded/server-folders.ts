/** The folders of the data directory: closed to other users, but as root others may pass through to what is theirs. */
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRoot, StartRefused } from '../../config.js';

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'a file stands in its place',
  ENOTDIR: 'a file stands in its place',
};

export function makeServerFolders(dataDir: string): void {
  try {
    mkdirSync(dirname(dataDir), { recursive: true });
    if (!existsSync(dataDir)) mkdirSync(dataDir, { mode: 0o700 });
    if (isRoot()) chmodSync(dataDir, statSync(dataDir).mode | 0o011);
    for (const folder of ['run', 'logs']) mkdirSync(join(dataDir, folder), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

export function cannotWrite(dataDir: string, error: unknown): StartRefused {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason = REASONS[code] ?? (code || String(error));
  return new StartRefused(
    `the data directory ${dataDir} cannot be written (${reason}): make it writable for this user, or set INTAKE_DATA_DIR to another`,
  );
}
