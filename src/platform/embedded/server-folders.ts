/** The folders of the data directory: closed to other users, but as root others may pass through to what is theirs. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot, StartRefused } from '../../config.js';

export function makeServerFolders(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, isRoot() ? 0o711 : 0o700);
    for (const folder of ['run', 'logs']) mkdirSync(join(dataDir, folder), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
}

export function cannotWrite(dataDir: string, error: unknown): StartRefused {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  return new StartRefused(
    `the data directory ${dataDir} cannot be written (${reason}): make it writable for this user, or set INTAKE_DATA_DIR to another`,
  );
}
