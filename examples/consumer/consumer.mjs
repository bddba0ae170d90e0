/** Counts the inputs of each destination. */
import { groupId, kafka, topic } from './connection.mjs';
import { eventOf, handle, Missing } from './handle.mjs';
import { load, save } from './state.mjs';

const { STATE = 'state.json', REPLAYS = 'off' } = process.env;
const state = load(STATE);
// A batch too many is no harm: what was handled is known.
const consumer = kafka.consumer({ groupId, retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 2_000 } });

async function end(code) {
  await consumer.disconnect();
  process.exit(code);
}
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  async eachBatch({ batch: { partition, messages } }) {
    const did = { handled: 0, seen: 0, replay: 0, foreign: 0 };
    try {
      for (const message of messages)
        did[handle(state, partition, eventOf(message), { replays: REPLAYS === 'on' })] += 1;
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      console.error(error.message);
      void end(3);
      // Its offset is not to move.
      throw error;
    } finally {
      // Before KafkaJS commits the offset: a crash between the two brings the messages again, and they are dropped.
      save(STATE, state);
    }
    console.log(JSON.stringify({ partition, ...did, counts: state.counts }));
  },
});
