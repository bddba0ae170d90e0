/** A build of another version of the code, beside the one that is tested: this one with a change made in it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface OtherBuild {
  /** Its folder, for `startIntake`. */
  path: string;
  remove(): void;
}

/** `change`: file of the build → what it is turned into. */
export function otherBuild(change: Readonly<Record<string, (text: string) => string>>): OtherBuild {
  // Inside of the clone, so that it finds the packages.
  const place = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'build-'));
  const path = join(place, 'dist');
  cpSync(join(ROOT, 'dist'), path, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(place, 'package.json'));
  for (const [file, turn] of Object.entries(change)) {
    const before = readFileSync(join(path, file), 'utf8');
    const after = turn(before);
    if (after === before) throw new Error(`nothing has changed in ${file}`);
    writeFileSync(join(path, file), after);
  }
  return { path, remove: () => rmSync(place, { recursive: true, force: true }) };
}
