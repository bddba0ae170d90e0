/** Whether a user without rights can get to a path: as root, PostgreSQL runs as such a user, and every folder above must let it through. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERS_SEARCH = 0o001;

/** The first folder above (from the path upwards) that others cannot search; null when the way is open. */
export function closedFolderAbove(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && !(statSync(folder).mode & OTHERS_SEARCH)) return folder;
    if (folder === dirname(folder)) return null;
  }
}
