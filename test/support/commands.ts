/** What a page tells its reader to type: its shell blocks, run as they stand there. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);

/** The `sh` blocks of a section, or of the whole page, one after the other. What wants machines elsewhere stands in `bash`. */
export function commandsOf(page: string, section?: string): string {
  const parts = readFileSync(new URL(page, ROOT), 'utf8').split(/^## /m);
  const text = section === undefined ? parts.join('') : (parts.find((part) => part.startsWith(section)) ?? '');
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands).join('\n');
}

/** Ends at the first command that fails. */
export async function runInShell(commands: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const options = { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)('bash', ['-c', `set -euo pipefail\n${commands}`], options);
  return stdout;
}
