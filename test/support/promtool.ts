/** Prometheus' own tool, which says whether figures and rules are as they have to be. */
import { spawnSync } from 'node:child_process';
import { it } from '@jest/globals';

/** What it says, and whether that is a yes. */
export function promtool(args: string[], { cwd, input }: { cwd?: string; input?: string } = {}) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, input: input ?? '', encoding: 'utf8' });
  return { ok: status === 0, says: `${stdout}${stderr}` };
}

/** Where it is not there, only CI insists on it. */
export const itWithPromtool = (title: string, test: () => void | Promise<void>): void => {
  const needed = spawnSync('promtool', ['--version']).status === 0 || process.env.CI;
  if (!needed)
    process.stderr.write(
      `"${title}" is skipped, it needs promtool (Debian: apt-get install --no-install-recommends prometheus)\n`,
    );
  (needed ? it : it.skip)(title, test);
};
