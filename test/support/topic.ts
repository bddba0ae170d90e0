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

const logIdOf = ({ databaseUrl }: Place): Promise<string> =>
  withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ log_id: string }>('select log_id from intake.log');
    return rows[0]!.log_id;
  });
