/** The program that replays the whole log as a process with the relay role does, to a topic of the replay's own. */
import { systemClock } from '../../dist/platform/clock.js';
import { Replay } from '../../dist/platform/relay/replay.js';
import { LogSearch } from '../../dist/platform/store/search.js';
import { kafkaClient, ORIGIN, TOPIC } from '../support/kafka.mjs';
import { log, operated } from '../support/operation.mjs';

const EVERYTHING = { types: null, streams: null, destination: null, topic: null, ratePerSecond: null };

export default async function replay({ url, brokers, events }) {
  const kind = (pool) => {
    const parts = { pool, search: new LogSearch(pool), log, clock: systemClock };
    return new Replay({ ...parts, kafka: kafkaClient(brokers), topic: TOPIC, ...ORIGIN });
  };
  const ms = await operated(url, kind, { options: { ...EVERYTHING, from: 1, to: events } });
  return { perSecond: (events / ms) * 1_000 };
}
