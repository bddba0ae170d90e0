/** What must hold of the topic: it has the log, whatever else it has (G4). */
import { expect } from '@jest/globals';
import type { RecordedEvent } from '../../src/events/event.js';
import { fromMessage } from '../../src/platform/kafka/cloud-event.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import { withClient } from './database.js';
import type { Place } from './intake.js';
import { kafkaSettings, readTopic } from './kafka.js';

export const PARTITIONS = 12;

export const topicOf = ({ brokers, topic }: Place, partitions = PARTITIONS): ReturnType<typeof kafkaSettings> => ({
  ...kafkaSettings(partitions),
  brokers: brokers.split(','),
  topic,
});

/** The events, which go on to the end of the log, are in it: each partition's first occurrences in the log's order. */
export async function expectTopicHolds(
  place: Place,
  events: readonly RecordedEvent[],
  partitions = PARTITIONS,
): Promise<void> {
  const logId = await logIdOf(place);
  const messages = await readTopic(topicOf(place, partitions));
  const from = events[0]!.position;
  for (let partition = 0; partition < partitions; partition++) {
    const found = messages.get(partition)!.map((message) => fromMessage(message, logId, partitions)!.event.position);
    const expected = events.filter(({ stream }) => partitionOf(streamHash(stream), partitions) === partition);
    const firsts = [...new Set(found)].filter((position) => position >= from);
    expect(firsts).toEqual(expected.map(({ position }) => position));
  }
}

/**
 * Whoever begins with the topic, and goes by the rules of docs/kafka.md, has these events, each once and in order: what
 * is not above the last one handled is dropped, what comes before its predecessor is left out until that has come, and so is
 * what is of another log.
 */
export async function expectTopicGives(place: Place, events: readonly RecordedEvent[]): Promise<void> {
  const logId = await logIdOf(place);
  const messages = await readTopic(topicOf(place));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const handled = [0];
    for (const { headers } of messages.get(partition)!) {
      if (headers.ce_logid !== logId) continue;
      const last = handled.at(-1)!;
      if (Number(headers.ce_position) > last && Number(headers.ce_previous) <= last) {
        handled.push(Number(headers.ce_position));
      }
    }
    const wanted = events.filter(({ stream }) => partitionOf(streamHash(stream), PARTITIONS) === partition);
    expect(handled.slice(1)).toEqual(wanted.map(({ position }) => position));
  }
}

const logIdOf = ({ databaseUrl }: Place): Promise<string> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ log_id: string }>('select log_id from intake.log');
    return rows[0]!.log_id;
  });
