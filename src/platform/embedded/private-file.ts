/** Files that only their owner may read, and that are never there half-written. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

function writePrivate(file: string, text: string): void {
  const aside = `${file}.${process.pid}.new`;
  const handle = openSync(aside, 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(aside, file);
}

/** What stands in the file; when there is none, it is made, and stands there from now on. */
export function keptSecret(file: string, make: () => string): string {
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const made = make();
  writePrivate(file, `${made}\n`);
  return made;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
