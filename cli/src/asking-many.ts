/** What is asked of one input by its id, or of many by a filter. */
import { type Attending, attend } from './attend.js';
import type { Tools } from './command.js';
import { EXIT, Stopped } from './exit.js';
import { counted } from './format.js';
import { type FilterOptions, filterOf, type InputsFilter } from './inputs-filter.js';
import { once } from './once.js';
import type { Operation } from './operation.js';

export type ManyOptions = Attending & FilterOptions & { all?: true; dryRun?: true };

/** Said by `--all` where there is no filter, and so never by mistake. */
export function manyOf(options: ManyOptions): { filter: InputsFilter; dryRun: boolean; all?: true } {
  const filter = filterOf(options);
  const { dryRun = false, all } = options;
  return { filter, dryRun, ...(all && { all }) };
}

export function refuseUnclear(id: string | undefined, { all, ...options }: ManyOptions): void {
  const filtered = Object.keys(filterOf(options)).length > 0;
  if ([id !== undefined, filtered, all === true].filter(Boolean).length !== 1)
    throw new Stopped(EXIT.usage, 'say which: one by its id, many by a filter, or --all');
  if (id !== undefined && options.dryRun) throw new Stopped(EXIT.usage, 'of one there is nothing to count');
}

export async function askMany(
  tools: Tools,
  { detach }: Attending,
  wouldBe: string,
  ask: (key: string) => Promise<Operation | { total: number }>,
): Promise<void> {
  const answer = await once(tools, ask);
  if ('id' in answer) await attend(tools, answer, detach ? { detach } : {});
  else tools.out.result(answer, `${counted(answer.total, 'input')} would be ${wouldBe}`);
}
