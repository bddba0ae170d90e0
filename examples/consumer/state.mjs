/** What was made of the events, and how far that is: one file, always whole. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** `positions`: partition → ce_position of the last event handled. */
const NOTHING = { logId: null, positions: {}, counts: {} };

export const load = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : structuredClone(NOTHING));

export function save(file, state) {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
