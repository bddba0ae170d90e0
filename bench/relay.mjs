/** npm run bench -- relay: how fast a log that nothing has been published of reaches the topic. */
import { inProcess } from './support/process.mjs';

export const servers = ['postgres', 'kafka'];

const EVENTS = 200_000;

const FILL = new URL('./support/fill.mjs', import.meta.url);
const INTAKE = new URL('./relay/intake.mjs', import.meta.url);
const KAFKAJS_ALONE = new URL('./support/kafkajs-alone.mjs', import.meta.url);

export async function* measure({ postgres, kafka: brokers, tell, compared }) {
  tell(`Writing a log of ${EVENTS} events …`);
  const { logs } = await inProcess(FILL, { postgres, sizes: [EVENTS] });
  const options = { url: logs[EVENTS], brokers, events: EVENTS };
  yield compared({
    what: `Relay of ${EVENTS.toLocaleString('en')} events to the topic`,
    unit: 'events/s',
    measured: {
      Intake: () => inProcess(INTAKE, options),
      'KafkaJS alone, 1,000 a send': () => inProcess(KAFKAJS_ALONE, options),
    },
    wanted: { 'KafkaJS alone, 1,000 a send': 0.5 },
  });
}
