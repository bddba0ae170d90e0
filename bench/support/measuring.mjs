/**
 * How everything here is measured: once to warm up, then several runs; in each of them Intake and what it is compared with,
 * one right after the other, so that a machine that others use as well treats both alike. A ratio is of one run.
 */
import { loadavg } from 'node:os';
import { startServers } from './servers.mjs';

/**
 * The figures of one measurement, as they come. It is a module with `servers`, the names of those it needs, and
 * `measure`, a generator that is given their addresses, `tell`, `runs` and `compared`.
 */
export async function* figuresOf({ servers: wanted, measure }, { runs, tell }) {
  const servers = await startServers(wanted, tell);
  try {
    yield* measure({ ...servers, tell, runs, compared: (asked) => compared(asked, runs, tell) });
  } finally {
    await servers.stop();
  }
}

/**
 * `measured`: name → what measures it once and answers `{perSecond, peakBytes}`; the first is Intake's own. `wanted`: name →
 * the ratio of Intake to it that is asked for. `load`, in the answer: how busy the machine was.
 */
async function compared({ what, unit, measured, wanted = {} }, runs, tell) {
  const seen = new Map();
  const loads = [];
  for (let run = 0; run <= runs; run++) {
    for (const [name, measure] of Object.entries(measured)) {
      tell(`${what}: ${name}, ${run === 0 ? 'to warm up' : `run ${run} of ${runs}`}`);
      const found = await measure();
      if (run > 0) seen.set(name, [...(seen.get(name) ?? []), found]);
    }
    loads.push(loadavg()[0]);
  }
  const [own] = seen.values();
  const rows = [...seen].map(([name, found]) => ({
    name,
    perSecond: spread(found.map(({ perSecond }) => perSecond)),
    peakBytes: spread(found.map(({ peakBytes }) => peakBytes)),
    ratio: found === own ? null : spread(found.map(({ perSecond }, run) => own[run].perSecond / perSecond)),
    wanted: wanted[name] ?? null,
  }));
  return { what, unit, runs, load: spread(loads), rows };
}

/** Several runs as one: the middle, and how far they lie apart. */
export function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted.at(-1) };
}
