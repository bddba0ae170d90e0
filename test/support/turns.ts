/** How often whatever else waits in this process had its turn while something was done. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let done = false;
  const counting = (async () => {
    for (; !done; turns++) await nextTurn();
  })();
  await work().finally(() => {
    done = true;
  });
  await counting;
  return turns;
}
