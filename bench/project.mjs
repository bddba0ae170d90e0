/** npm run bench -- project: how fast a topic that is full of events becomes the rows of a read model. */
import { asOwner } from './support/databases.mjs';
import { TOPIC } from './support/kafka.mjs';
import { inProcess } from './support/process.mjs';

export const servers = ['postgres', 'kafka'];

const EVENTS = 200_000;
const FEW = 3_000;

const FILL = new URL('./support/fill.mjs', import.meta.url);
const PUBLISH = new URL('./relay/intake.mjs', import.meta.url);
const ONE_BY_ONE = new URL('./support/one-by-one.mjs', import.meta.url);
const program = (name) => new URL(`./project/${name}.mjs`, import.meta.url);

export async function* measure({ postgres, kafka: brokers, tell, compared }) {
  tell(`Writing and publishing a log of ${EVENTS} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: [EVENTS] });
  const url = logs[EVENTS];
  await inProcess(PUBLISH, { url, brokers, events: EVENTS, topic: TOPIC });
  const projected = (...names) => anew(url, program('intake'), { brokers, events: EVENTS, names });
  yield compared({
    what: `Projection of inputs from a topic of ${EVENTS.toLocaleString('en')} events`,
    unit: 'events/s',
    measured: {
      Intake: () => projected('inputs'),
      'by hand: upserts of 2,000, pipelined': () => anew(url, program('by-hand'), { events: EVENTS }),
      'one transaction an event': () => anew(url, ONE_BY_ONE, { events: FEW }),
    },
    wanted: { 'by hand: upserts of 2,000, pipelined': 0.5 },
  });
  yield compared({
    what: `Other read models from the same topic`,
    unit: 'events/s',
    measured: {
      inputs: () => projected('inputs'),
      attempts: () => projected('attempts'),
      destinations: () => projected('destinations'),
      'all three in one process': () => projected('inputs', 'attempts', 'destinations'),
    },
  });
}

/** As if no read model had ever been made of the log. */
async function anew(url, of, options) {
  await asOwner(url, async (client) => {
    const { rows } = await client.query(
      `select format('%I.%I', 'read_v' || version, name) as name from intake.projections`,
    );
    await client.query(`truncate intake.checkpoints, ${rows.map(({ name }) => name).join(', ')}`);
  });
  return inProcess(of, { url, ...options });
}
