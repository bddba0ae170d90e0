/** npm run bench -- replay: how fast a part of the log is published again, to a topic of its own. */
import { asOwner } from './support/databases.mjs';
import { inProcess } from './support/process.mjs';

export const servers = ['postgres', 'kafka'];

const EVENTS = 200_000;

const FILL = new URL('./support/fill.mjs', import.meta.url);
const INTAKE = new URL('./replay/intake.mjs', import.meta.url);
const KAFKAJS_ALONE = new URL('./support/kafkajs-alone.mjs', import.meta.url);

export async function* measure({ postgres, kafka: brokers, tell, compared }) {
  tell(`Writing a log of ${EVENTS} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: [EVENTS] });
  const options = { url: logs[EVENTS], brokers, events: EVENTS };
  // Nothing is replayed that the relay has not published before.
  await asOwner(options.url, (client) => client.query('update intake.relay set checkpoint = $1', [EVENTS]));
  yield compared({
    what: `Replay of ${EVENTS.toLocaleString('en')} events to a new topic`,
    unit: 'events/s',
    measured: {
      Intake: () => inProcess(INTAKE, options),
      'KafkaJS alone, 1,000 a send': () => inProcess(KAFKAJS_ALONE, { ...options, replayed: true }),
    },
    wanted: { 'KafkaJS alone, 1,000 a send': 0.5 },
  });
}
