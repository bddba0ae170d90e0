/** Whether a user without rights can get to a path: as root, PostgreSQL runs as such a user, and every folder above must let it through. */
import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS_SEARCH = 0o001;

/** The first folder above (from the path upwards) that others cannot search; null when the way is open. */
export function closedFolderAbove(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = statOf(folder);
    if (found?.isDirectory() && !(found.mode & OTHERS_SEARCH)) return folder;
    if (folder === dirname(folder)) return null;
  }
}

/** null: not there, or not to be seen; whoever uses the path then says what is wrong with it. */
export function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
