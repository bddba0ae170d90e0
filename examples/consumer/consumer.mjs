/** Counts the inputs of each destination. */
import { groupId, kafka, topic } from './connection.mjs';
import { eventOf, handle } from './handle.mjs';
import { load, save } from './state.mjs';

const { STATE = 'state.json', REPLAYS, BEGIN } = process.env;
const options = { replays: REPLAYS === 'on', anywhere: BEGIN === 'anywhere' };
const state = load(STATE);
const consumer = kafka.consumer({ groupId, retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 2_000 } });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => consumer.disconnect().then(() => process.exit(0)));
}

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  async eachBatch({ batch: { partition, messages } }) {
    const did = { handled: 0, seen: 0, early: 0, replay: 0, foreign: 0 };
    for (const message of messages) did[handle(state, partition, eventOf(message), options)] += 1;
    // Before KafkaJS commits the offset: a crash between the two brings the messages again, and they are known.
    save(STATE, state);
    console.log(JSON.stringify({ partition, ...did, counts: state.counts }));
    if (did.early > 0) {
      console.error(
        `partition ${partition}: events after ${state.positions[partition] ?? 0} are missing; have them published again`,
      );
    }
  },
});
