/** npm run bench -- append: how many events a second the log takes of one process, from many callers and from one. */
import { inProcess } from './support/process.mjs';

export const servers = ['postgres'];

/** What stands in the log before: a new one has its indexes in a few pages. */
const STANDING = 200_000;
const ASKED = [
  { callers: 64, who: '64 callers of one process', wanted: 2.5 },
  { callers: 1, who: 'one caller', wanted: 0.5 },
];
const LIMIT = 'one-row INSERTs by pg';

const FILL = new URL('./support/fill.mjs', import.meta.url);
const program = (name) => new URL(`./append/${name}.mjs`, import.meta.url);

export async function* measure({ postgres, tell, compared }) {
  tell(`Writing a log of ${STANDING} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: [STANDING] });
  const url = logs[STANDING];
  for (const { callers, who, wanted } of ASKED) {
    yield compared({
      what: `Appends of 500-byte events by ${who}`,
      unit: 'events/s',
      measured: {
        Intake: () => inProcess(program('intake'), { url, callers }),
        [LIMIT]: () => inProcess(program('insert'), { url, callers }),
      },
      wanted: { [LIMIT]: wanted },
    });
  }
}
