/** The last messages of a topic that somebody wants, looked for from each partition's end backwards, in bounded time. */
import { type Clock, systemClock } from '../clock.js';
import type { Offsets, Page, TopicReader } from './kafkajs-cluster.js';
import type { KafkaMessage } from './port.js';

/** Mostly it is the last one. Behind more than so many that are not wanted, there is none. */
const LOOK_BACK = [1n, 100n, 10_000n];
/** What has not been found by then is not looked for any further; the last message of each is always looked at. */
const LOOK_MS = 3_000;

type Reader = Pick<TopicReader, 'bounds' | 'read'>;

export async function lastMessages(
  reader: Reader,
  isWanted: (message: KafkaMessage) => boolean,
  clock: Pick<Clock, 'monotonicMs'> = systemClock,
): Promise<KafkaMessage[]> {
  const deadline = clock.monotonicMs() + LOOK_MS;
  const { earliest, end } = await reader.bounds();
  const found = new Map<number, KafkaMessage>();
  for (const back of LOOK_BACK) {
    const from = startingAt(earliest, end, back, found);
    for await (const { messages } of pages(reader, from, end)) {
      for (const message of messages.filter(isWanted)) found.set(message.partition, message);
      if (back > 1n && clock.monotonicMs() > deadline) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** In partitions that have something, and where nothing was found yet. */
function startingAt(earliest: Offsets, end: Offsets, back: bigint, found: ReadonlyMap<number, unknown>): Offsets {
  const from = new Map<number, bigint>();
  for (const [partition, ends] of end) {
    const begins = earliest.get(partition) ?? 0n;
    if (begins < ends && !found.has(partition)) from.set(partition, ends - back < begins ? begins : ends - back);
  }
  return from;
}

/** Page by page until each partition's end. */
async function* pages(reader: Reader, from: Offsets, end: Offsets): AsyncGenerator<Page> {
  const left = new Map(from);
  while (left.size > 0) {
    const page = await reader.read(left);
    // Nothing but gaps: what is there, a broker answers.
    if (page.next.size === 0) return;
    yield page;
    for (const [partition, offset] of page.next) {
      if (offset < end.get(partition)!) left.set(partition, offset);
      else left.delete(partition);
    }
  }
}
