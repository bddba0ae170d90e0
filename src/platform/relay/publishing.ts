/**
 * One run of the leader with one producer, from the checkpoint to its first error. Guarantee: the checkpoint moves
 * only over what is acknowledged, in order; after any error the producer is gone, and the next run starts again at
 * the checkpoint: what it then sends twice, it sends in the same order.
 */
import type { Pool } from 'pg';
import { breathMs } from '../breath.js';
import type { Clock } from '../clock.js';
import { toMessage } from '../kafka/cloud-event.js';
import type { KafkaClient } from '../kafka/port.js';
import type { LogReader } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import { ahead, rest, within } from '../waiting.js';
import type { Wake } from '../wake.js';
import { cutBatch } from './batch.js';
import type { Lease } from './lease.js';
import { loadProgress, merged, saveProgress } from './progress.js';
import { CALL_MS, connect, send } from './sending.js';
import { refuseIfSetBack } from './set-back.js';

const POLL_MS = 250;
/** The reader itself bounds a page by its bytes. */
const PAGE_EVENTS = 2_000;

export interface PublishingDependencies {
  pool: Pool;
  reader: LogReader;
  kafka: KafkaClient;
  clock: Clock;
  partitions: number;
  logId: string;
  source: string;
}

/** Resolves when the signal aborts, after the batch under way. `onward` is told whenever it gets on, if only by finding nothing to do. */
export async function publishUntil(
  signal: AbortSignal,
  deps: PublishingDependencies,
  lease: Lease,
  wake: Wake,
  onward: (published: number) => void,
): Promise<void> {
  const { pool, reader, kafka, clock, partitions } = deps;
  let { checkpoint, heads } = await loadProgress(pool);
  // Also after every error: a topic that was deleted is made again here.
  await within(CALL_MS, kafka.ensureTopic());
  await within(CALL_MS, refuseIfSetBack(deps));
  const publisher = await connect(kafka);
  try {
    let page = readAhead(reader, checkpoint);
    while (!signal.aborted) {
      const events = await page;
      lease.epoch();
      if (events.length === 0) {
        onward(0);
        await wake.wait(POLL_MS, signal);
        page = readAhead(reader, checkpoint);
        continue;
      }
      const begun = clock.monotonicMs();
      const batch = cutBatch(events, heads, partitions, (event, previous) => toMessage(event, previous, deps));
      const next = batch.progress.checkpoint;
      // The next large page is read while this one is sent; what comes in small ones gathers.
      const large = breathMs(events.length, 1) === 0 ? readAhead(reader, next) : null;
      // Looked at right before each send: a leader that was frozen must not go on.
      await send(publisher, batch, () => void lease.epoch());
      if (!(await saveProgress(pool, lease.epoch(), batch.progress))) throw lease.lost();
      checkpoint = batch.progress.checkpoint;
      heads = merged(heads, batch.progress.heads);
      onward(events.length);
      if (!large) await rest(breathMs(events.length, clock.monotonicMs() - begun), signal);
      page = large ?? readAhead(reader, next);
    }
  } finally {
    await publisher.close();
  }
}

/** The next page is read while this one is sent. */
function readAhead(reader: LogReader, position: number): Promise<StoredEvent[]> {
  return ahead(reader.after(position, { limit: PAGE_EVENTS }));
}
