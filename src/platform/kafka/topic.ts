/**
 * Guarantee: events are published only to a topic that keeps them all, in the partitions that Intake computes.
 * A missing topic is made; one that would lose or misplace events is refused in one line that says what to do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaSettings } from '../../config.js';
import { TopicMismatchError } from './port.js';

/** A body of 256 KiB whose every byte is escaped in JSON (× 6), and the rest of its event. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

const NEW_TOPIC_MS = 5_000;
const NOT_YET: ReadonlySet<string> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);

const SETTINGS = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'max.message.bytes': String(MAX_MESSAGE_BYTES),
  // That of the event: who reads from a time on means that one.
  'message.timestamp.type': 'CreateTime',
};

type Wanted = Pick<KafkaSettings, 'topic' | 'partitions' | 'replication'>;

export interface FoundTopic {
  partitions: number;
  /** Setting → value; empty where the login may not read them. */
  settings: Readonly<Record<string, string>>;
}

/** Returns warnings for the log. */
export async function ensureTopic(admin: Admin, wanted: Wanted): Promise<string[]> {
  if (!(await isThere(admin, wanted.topic))) await makeTopic(admin, wanted);
  return accepted(await describe(admin, wanted.topic), wanted);
}

/** One that is there may have any number of partitions: answers how many. */
export async function ensureOtherTopic(admin: Admin, wanted: Wanted, make: boolean): Promise<number> {
  const { topic } = wanted;
  if (!(await isThere(admin, topic))) {
    if (!make) throw new TopicMismatchError(`topic ${topic} is not there any more`);
    await makeTopic(admin, wanted);
  }
  const found = await describe(admin, topic);
  // By the time of its events, which may be long ago: such a topic would forget what it is just given.
  const [forgets] = accepted(found, { ...wanted, partitions: found.partitions });
  if (forgets) throw new TopicMismatchError(forgets);
  return found.partitions;
}

const isThere = async (admin: Admin, topic: string): Promise<boolean> => (await admin.listTopics()).includes(topic);

/** KafkaJS's own waiting for leaders fails where a broker has not heard of the topic yet. */
async function makeTopic(admin: Admin, { topic, partitions, replication }: Wanted): Promise<void> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: partitions,
        replicationFactor: replication ?? -1,
        configEntries: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
      },
    ],
  });
  await untilUsable(admin, topic);
}

function accepted(found: FoundTopic, wanted: Wanted): string[] {
  const { mismatch, warnings } = judgeTopic(found, wanted);
  if (mismatch) throw new TopicMismatchError(mismatch);
  return warnings;
}

/** Pure: does this topic do for these settings? */
export function judgeTopic(found: FoundTopic, wanted: Wanted): { mismatch: string | null; warnings: string[] } {
  const { topic, partitions } = wanted;
  const { settings } = found;
  const refuse = (mismatch: string) => ({ mismatch, warnings: [] });
  if (found.partitions !== partitions) {
    return refuse(
      `topic ${topic} has ${found.partitions} partitions, not ${partitions}: name a new one in INTAKE_TOPIC, or delete this one; then \`npx --no intake republish\` fills it`,
    );
  }
  if (settings['cleanup.policy']?.includes('compact')) {
    return refuse(`topic ${topic} is compacted and would lose events: set its cleanup.policy to delete`);
  }
  if (Number(settings['max.message.bytes'] ?? MAX_MESSAGE_BYTES) < MAX_MESSAGE_BYTES) {
    return refuse(
      `topic ${topic} refuses large events: set its max.message.bytes to ${MAX_MESSAGE_BYTES} (it is ${settings['max.message.bytes']})`,
    );
  }
  const limited = ['retention.ms', 'retention.bytes'].filter((name) => Number(settings[name] ?? -1) !== -1);
  return {
    mismatch: null,
    warnings: limited.map(
      (name) => `topic ${topic} forgets old events: its ${name} is ${settings[name]}; set it to -1 to keep them all`,
    ),
  };
}

async function describe(admin: Admin, topic: string): Promise<FoundTopic> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return { partitions: topics[0]?.partitions.length ?? 0, settings: await readSettings(admin, topic) };
}

/** A topic just made takes messages only once each partition's leader has heard of it. */
async function untilUsable(admin: Admin, topic: string): Promise<void> {
  const deadline = performance.now() + NEW_TOPIC_MS;
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      if (!NOT_YET.has(typeOf(error)) || performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}

/** KafkaJS wraps the broker's error once it has given up, and those of several topics. */
function typeOf(error: unknown): string {
  const { type, cause, errors } = error as { type?: string; cause?: unknown; errors?: unknown[] };
  const inner = cause ?? errors?.[0];
  return type ?? (inner ? typeOf(inner) : '');
}

/** What no waiting mends: a person has to change the name, the rights or the cluster. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
]);

/** The broker's own word for it; null where it is worth trying again. */
export function refusalOf(error: unknown): string | null {
  const type = typeOf(error);
  return REFUSALS.has(type) ? type : null;
}

/** A login without the right to read settings may still publish: then only the partitions are checked. */
async function readSettings(admin: Admin, topic: string): Promise<Record<string, string>> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: Object.keys(SETTINGS) }],
    });
    const entries = resources[0]?.configEntries ?? [];
    return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
  } catch (error) {
    if (typeOf(error).endsWith('AUTHORIZATION_FAILED')) return {};
    throw error;
  }
}
