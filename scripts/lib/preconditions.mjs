/** What must be there before anything can run, each said in one line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const OLDEST = [20, 19];

export function refuseWithoutPreconditions() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    refuse(`Node ${process.versions.node} is too old: install Node ${OLDEST.join('.')} or newer`);
  }
  if (!existsSync(join(root, 'node_modules', '@nestjs', 'core'))) refuse('nothing is installed yet: run npm ci');
}

export function refuse(line) {
  process.stderr.write(`intake: ${line}\n`);
  process.exit(1);
}
