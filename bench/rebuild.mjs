/**
 * npm run bench -- rebuild: how fast `inputs` is made anew from the log; what that costs as the log grows; and what is left
 * for writers meanwhile.
 */
import { copyOf, dropped } from './support/databases.mjs';
import { inProcess } from './support/process.mjs';

export const servers = ['postgres'];

const SIZES = [100_000, 250_000, 500_000, 1_000_000];
const EVENTS = 500_000;
const FEW = 3_000;

const FILL = new URL('./support/fill.mjs', import.meta.url);
const ONE_BY_ONE = new URL('./support/one-by-one.mjs', import.meta.url);
const program = (name) => new URL(`./rebuild/${name}.mjs`, import.meta.url);

export async function* measure({ postgres, tell, compared }) {
  tell(`Writing logs of ${SIZES.join(', ')} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: SIZES });
  yield compared(besideTheLimit(logs[EVENTS]));
  yield compared(asTheLogGrows(logs));
  yield compared(whileOthersWrite(logs[EVENTS]));
}

const besideTheLimit = (url) => ({
  what: `Rebuild of inputs from ${EVENTS.toLocaleString('en')} events`,
  unit: 'events/s',
  measured: {
    Intake: () => inProcess(program('intake'), { url, events: EVENTS }),
    'by hand: fold in memory, COPY': () => inProcess(program('by-hand'), { url, events: EVENTS }),
    'by hand, with indexes': () => inProcess(program('by-hand'), { url, events: EVENTS, indexed: true }),
    'one transaction an event': () => inProcess(ONE_BY_ONE, { url, events: FEW }),
  },
  wanted: { 'by hand: fold in memory, COPY': 0.5, 'one transaction an event': 25 },
});

/** The largest first, so that the ratios are of it to the smaller ones: 1 is linear. */
const asTheLogGrows = (logs) => ({
  what: 'Rebuild of inputs, as the log grows',
  unit: 'events/s',
  measured: Object.fromEntries(
    SIZES.toReversed().map((events) => [
      `${events.toLocaleString('en')} events`,
      () => inProcess(program('intake'), { url: logs[events], events }),
    ]),
  ),
});

/** Each on a log of its own: what one appends is not for the next to read. */
function whileOthersWrite(log) {
  const onCopy = async (options) => {
    const url = await copyOf(log);
    try {
      return await inProcess(program('live-writes'), { url, ...options });
    } finally {
      await dropped(url);
    }
  };
  return {
    what: `Appends by 16 callers, ${EVENTS.toLocaleString('en')} events in the log`,
    unit: 'appends/s',
    measured: { 'beside a rebuild': () => onCopy({ beside: true }), alone: () => onCopy({ beside: false }) },
    wanted: { alone: 0.5 },
  };
}
