/** Callers that call again as soon as they have their answer: what they come to in a second, and how long each waits, once they are warm. */
import { setTimeout as pause } from 'node:timers/promises';

const WARM_UP_MS = 2_000;
const MEASURE_MS = 5_000;

/** `call` is given the number of its caller, from 0. */
export async function calling(callers, call) {
  const tookMs = [];
  let over = false;
  const caller = async (_, n) => {
    while (!over) {
      const begun = performance.now();
      await call(n);
      tookMs.push(performance.now() - begun);
    }
  };
  const all = Promise.all(Array.from({ length: callers }, caller));
  // What fails ends the measurement at once.
  await Promise.race([pause(WARM_UP_MS), all]);
  tookMs.length = 0;
  const start = performance.now();
  await Promise.race([pause(MEASURE_MS), all]);
  const perSecond = (tookMs.length / (performance.now() - start)) * 1_000;
  over = true;
  await all;
  return { perSecond, tookMs };
}
