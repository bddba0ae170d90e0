/** What a process holds in memory, garbage not counted: for one that was started with `env`. */
import type { Child } from './process.js';
import { until } from './until.js';

export const heapEnv = { NODE_OPTIONS: `--import=${new URL('heap-child.mjs', import.meta.url)}` };

export async function heldBytes(child: Child): Promise<number> {
  const said = () => child.lines.filter((line) => line.startsWith('{"heldBytes"'));
  const before = said().length;
  child.kill('SIGUSR2');
  await until('it says what it holds', () => said().length > before);
  return (JSON.parse(said().at(-1)!) as { heldBytes: number }).heldBytes;
}
