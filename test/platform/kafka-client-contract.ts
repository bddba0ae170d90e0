/** What Intake relies on in a Kafka client, whatever the client: any implementation of the port must pass this. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AssignerProtocol } from 'kafkajs';
import type { ConnectedKafkaSettings } from '../../src/platform/kafka/kafkajs-connection.js';
import type { FollowOptions, KafkaClient, KafkaFollowing, KafkaMessage } from '../../src/platform/kafka/port.js';
import { TopicMismatchError } from '../../src/platform/kafka/port.js';
import {
  cutTopic,
  kafkaSettings,
  makeTopic,
  readTopic,
  sendInTransaction,
  sendPlainly,
  withAdmin,
} from '../support/kafka.js';
import { until } from '../support/until.js';

const message = (key: string, value: string, headers: Record<string, string> = {}) => ({
  key,
  value: Buffer.from(value),
  headers,
  timestampMs: Date.now(),
});
const values = (messages: KafkaMessage[] = []) => messages.map(({ value }) => value.toString());
const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`);

export function kafkaClientContract(name: string, make: (settings: ConnectedKafkaSettings) => KafkaClient): void {
  describe(`${name} as a Kafka client`, () => {
    let settings: ConnectedKafkaSettings;
    let client: KafkaClient;
    let group: string;
    let other: string;
    const following: KafkaFollowing[] = [];

    beforeEach(() => {
      settings = kafkaSettings(3);
      client = make(settings);
      group = `${settings.topic}.followers`;
      other = `${settings.topic}.other`;
    });

    afterEach(async () => {
      await Promise.all(following.splice(0).map((each) => each.stop()));
      await withAdmin(settings, async (admin) => {
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(settings.topic));
        if (topics.length > 0) await admin.deleteTopics({ topics });
      });
    });

    const publish = async (partition: number, texts: string[]) => {
      const publisher = await client.publisher();
      await publisher.publish(
        partition,
        texts.map((text) => message('k', text)),
      );
      await publisher.close();
    };

    const follow = async (options: Partial<FollowOptions> = {}, as = client) => {
      const seen = new Map<number, KafkaMessage[]>();
      const followed = await as.follow({
        group: 'followers',
        startAt: async () => 'earliest',
        onBatch: async (partition, messages) => {
          seen.set(partition, [...(seen.get(partition) ?? []), ...messages]);
        },
        ...options,
      });
      following.push(followed);
      return { followed, seen };
    };

    /** The partitions of each of the group's members, as the broker has it. */
    const held = async (): Promise<number[][]> => {
      const { groups } = await withAdmin(settings, (admin) => admin.describeGroups([group]));
      return groups[0]!.members.map(({ memberAssignment }) => {
        // Empty while the group is still sharing out.
        if (memberAssignment.length === 0) return [];
        return AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[settings.topic] ?? [];
      });
    };

    /** As the relay does: a topic that is being deleted may still be there for a moment. */
    const publishAnew = (text: string) =>
      until('it can be published again', async () => {
        try {
          await client.ensureTopic();
          await publish(0, [text]);
          return true;
        } catch {
          return false;
        }
      });

    const deleteTopic = () => withAdmin(settings, (admin) => admin.deleteTopics({ topics: [settings.topic] }));

    describe('the topic', () => {
      it('is made with settings that keep every event, and may be asked for again', async () => {
        await client.ensureTopic();
        await client.ensureTopic();
        const { resources } = await withAdmin(settings, (admin) =>
          admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: settings.topic }] }),
        );
        const made = Object.fromEntries(resources[0]!.configEntries.map((e) => [e.configName, e.configValue]));
        expect(made).toMatchObject({
          'cleanup.policy': 'delete',
          'retention.ms': '-1',
          'retention.bytes': '-1',
          'max.message.bytes': String(2 * 1024 * 1024),
        });
        const ends = await withAdmin(settings, (admin) => admin.fetchTopicOffsets(settings.topic));
        expect(ends).toHaveLength(3);
      });

      it('is refused, with what to do, when it has another partition count', async () => {
        await makeTopic(settings, 2);
        await expect(client.ensureTopic()).rejects.toThrow(TopicMismatchError);
        await expect(client.ensureTopic()).rejects.toThrow(/has 2 partitions, not 3: .*INTAKE_TOPIC/);
      });

      it('is refused when it would refuse large events or forget older ones of a key', async () => {
        await makeTopic(settings, 3, [{ name: 'cleanup.policy', value: 'compact' }]);
        await expect(client.ensureTopic()).rejects.toThrow(/compacted.*cleanup.policy to delete/);
      });
    });

    describe('another topic', () => {
      it('is made like that of the events where that is wished, and its partitions are counted', async () => {
        await expect(client.ensureOtherTopic(other, { make: false })).rejects.toThrow(/is not there any more/);
        expect(await client.ensureOtherTopic(other, { make: true })).toBe(3);
        expect(await client.ensureOtherTopic(other, { make: false })).toBe(3);
        expect(await withAdmin(settings, (admin) => admin.listTopics())).not.toContain(settings.topic);
      });

      it('may have any number of partitions, but must keep and take every event', async () => {
        const large = { name: 'max.message.bytes', value: String(2 * 1024 * 1024) };
        const short = { name: 'retention.ms', value: '604800000' };
        await makeTopic({ ...settings, topic: `${other}.short` }, 1, [large, short]);
        await expect(client.ensureOtherTopic(`${other}.short`, { make: true })).rejects.toThrow(
          /forgets old events.*retention.ms/,
        );
        await makeTopic({ ...settings, topic: other }, 5, [large]);
        expect(await client.ensureOtherTopic(other, { make: true })).toBe(5);
        await makeTopic({ ...settings, topic: `${other}.c` }, 1, [{ name: 'cleanup.policy', value: 'compact' }]);
        await expect(client.ensureOtherTopic(`${other}.c`, { make: true })).rejects.toThrow(TopicMismatchError);
      });

      it('is published to by a publisher of its own', async () => {
        await client.ensureOtherTopic(other, { make: true });
        const publisher = await client.publisher(other);
        await publisher.publish(2, [message('k', 'v')]);
        await publisher.close();
        expect(values((await readTopic({ ...settings, topic: other })).get(2))).toEqual(['v']);
      });
    });

    describe('publishing', () => {
      it('appends to the partition given, in order, with key, headers and bytes kept', async () => {
        await client.ensureTopic();
        const publisher = await client.publisher();
        const bytes = Buffer.from([0, 255, 10, 13, 128]);
        const headers = { ce_actor: 'süß 😀', empty: '' };
        await publisher.publish(2, [{ key: 'κλειδί', value: bytes, headers, timestampMs: 1 }]);
        await Promise.all(
          [0, 1, 2].map((p) =>
            publisher.publish(
              p,
              numbered(1, 50).map((text) => message('k', text)),
            ),
          ),
        );
        await publisher.publish(0, [message('k', 'last')]);
        await publisher.close();
        const stands = await readTopic(settings);
        expect(values(stands.get(0))).toEqual([...numbered(1, 50), 'last']);
        expect(values(stands.get(1))).toEqual(numbered(1, 50));
        const [first] = stands.get(2)!;
        expect(first).toEqual({
          partition: 2,
          offset: 0n,
          key: 'κλειδί',
          value: bytes,
          headers: { ce_actor: 'süß 😀', empty: '' },
        });
      });

      it('gives each message its time, so that it is found by it; one of the future is of now', async () => {
        await client.ensureTopic();
        const publisher = await client.publisher();
        const begin = Date.now();
        const times = [1_000, 2_000, 3_000, begin + 24 * 3_600_000];
        await publisher.publish(
          0,
          times.map((timestampMs) => ({ ...message('k', 'v'), timestampMs })),
        );
        await publisher.close();
        const at = (time: number) =>
          withAdmin(settings, async (admin) => {
            const found = await admin.fetchTopicOffsetsByTimestamp(settings.topic, time);
            return Number(found.find(({ partition }) => partition === 0)?.offset);
          });
        expect([await at(1_000), await at(1_001), await at(3_000), await at(begin)]).toEqual([0, 1, 2, 3]);
        expect(await at(Date.now() + 1)).toBe(4);
      });

      it('rejects where the topic is missing, and does not make it', async () => {
        const publisher = await client.publisher();
        await expect(publisher.publish(0, [message('k', 'v')])).rejects.toThrow();
        await publisher.close();
        expect(await withAdmin(settings, (admin) => admin.listTopics())).not.toContain(settings.topic);
      });

      it('rejects after the topic was deleted and made again, until there is a fresh publisher', async () => {
        await client.ensureTopic();
        const old = await client.publisher();
        await old.publish(0, [message('k', 'a'), message('k', 'b')]);
        await deleteTopic();
        await publishAnew('d');
        await expect(old.publish(0, [message('k', 'c')])).rejects.toThrow();
        await old.close();
        expect(values((await readTopic(settings)).get(0))).toContain('d');
      });

      it('refuses a second send to a partition while one is under way', async () => {
        await client.ensureTopic();
        const publisher = await client.publisher();
        const first = publisher.publish(0, [message('k', 'a')]);
        await expect(publisher.publish(0, [message('k', 'b')])).rejects.toThrow(/under way/);
        await first;
        await publisher.close();
      });

      it('takes a message of 2 MiB less its envelope', async () => {
        await client.ensureTopic();
        await publish(1, ['x'.repeat(2 * 1024 * 1024 - 1024)]);
        expect((await readTopic(settings)).get(1)).toHaveLength(1);
      });

      it('rejects within seconds when no broker answers', async () => {
        const away = make({ ...settings, brokers: ['127.0.0.1:1'] });
        await expect(away.publisher()).rejects.toThrow();
        await expect(away.ensureTopic()).rejects.toThrow();
      });
    });

    describe('the last message of each partition', () => {
      const last = async (isWanted: (message: KafkaMessage) => boolean = () => true) => {
        const found = await client.lastMessages(isWanted);
        return Object.fromEntries(found.map(({ partition, value }) => [partition, value.toString()]));
      };
      const ours = ({ value }: KafkaMessage) => value.toString().startsWith('m');
      const others = (count: number) => Array.from({ length: count }, () => 'other');

      it('is as it stands there; a partition that has none is left out', async () => {
        await client.ensureTopic();
        expect(await client.lastMessages(() => true)).toEqual([]);
        await publish(0, numbered(1, 3));
        const publisher = await client.publisher();
        const bytes = Buffer.from([0, 255]);
        await publisher.publish(2, [{ key: 'κ', value: bytes, headers: { Name: 'süß' }, timestampMs: 1 }]);
        await publisher.close();
        const [first, second] = [...(await client.lastMessages(() => true))].sort((a, b) => a.partition - b.partition);
        expect(first).toMatchObject({ partition: 0, offset: 2n, key: 'k', value: Buffer.from('m3') });
        expect(second).toEqual({ partition: 2, offset: 0n, key: 'κ', value: bytes, headers: { name: 'süß' } });
      });

      it('is looked for behind those that are not wanted, in each partition as far as it takes', async () => {
        await client.ensureTopic();
        await publish(0, ['m1', 'm2']);
        await publish(1, ['m1', 'm2', ...others(1)]);
        await publish(2, ['m1', 'm2', ...others(5_000)]);
        expect(await last(ours)).toEqual({ 0: 'm2', 1: 'm2', 2: 'm2' });
        expect(await last(({ value }) => value.toString() === 'm1')).toEqual({ 0: 'm1', 1: 'm1', 2: 'm1' });
        expect(await last(() => false)).toEqual({});
      });

      it('is not looked for without an end', async () => {
        await client.ensureTopic();
        await publish(0, ['m1', ...others(12_000)]);
        await publish(1, ['m1']);
        expect(await last(ours)).toEqual({ 1: 'm1' });
      });

      it('stands before the mark of a transaction', async () => {
        await client.ensureTopic();
        await publish(0, ['m1']);
        await sendInTransaction(settings, 0, [{ key: 'k', value: 'm2' }]);
        expect(await last(ours)).toEqual({ 0: 'm2' });
      });

      it('is gone where it was removed; what was left is found', async () => {
        await client.ensureTopic();
        for (const partition of [0, 1]) await publish(partition, numbered(1, 10));
        await publish(0, others(1));
        await cutTopic(settings, [
          { partition: 0, offset: '10' },
          { partition: 1, offset: '9' },
        ]);
        expect(await last(ours)).toEqual({ 1: 'm10' });
      });

      it('may be as large as a message can be, in every partition', async () => {
        await client.ensureTopic();
        const large = `m${'x'.repeat(2 * 1024 * 1024 - 1024)}`;
        for (const partition of [0, 1, 2]) for (const text of [large, large]) await publish(partition, [text]);
        expect(Object.values(await last(ours)).map(({ length }) => length)).toEqual(Array(3).fill(large.length));
      });

      it('is a rejection where the topic is missing, which is not made, or no broker answers', async () => {
        await expect(client.lastMessages(() => true)).rejects.toThrow();
        expect(await withAdmin(settings, (admin) => admin.listTopics())).not.toContain(settings.topic);
        const away = make({ ...settings, brokers: ['127.0.0.1:1'] });
        await expect(away.lastMessages(() => true)).rejects.toThrow();
      });
    });

    describe('following', () => {
      it('hands over everything from the earliest, per partition in order, and what comes later', async () => {
        await client.ensureTopic();
        await publish(0, numbered(1, 100));
        await publish(1, numbered(1, 10));
        const { seen } = await follow();
        await until('what was there', () => seen.get(0)?.length === 100 && seen.get(1)?.length === 10);
        await publish(2, ['later']);
        await until('what came later', () => seen.get(2)?.length === 1);
        expect(values(seen.get(0))).toEqual(numbered(1, 100));
      });

      it('begins where it is told, whatever the group has committed, and hands over nothing before it knows', async () => {
        await client.ensureTopic();
        await publish(0, numbered(1, 20));
        const first = await follow();
        await until('all of it', () => first.seen.get(0)?.length === 20);
        await first.followed.stop();
        // What the group's own offset points at: not to be seen before we have said where to begin.
        await publish(0, numbered(21, 25));
        const asked: number[] = [];
        let tell = (_offset: bigint) => {};
        const told = new Promise<bigint>((resolve) => {
          tell = resolve;
        });
        const second = await follow({
          startAt: async (partition) => {
            asked.push(partition);
            return partition === 0 ? told : 'earliest';
          },
        });
        await until('it asks', () => asked.includes(0));
        await publish(1, ['other']);
        await until('another partition goes on meanwhile', () => second.seen.get(1)?.length === 1);
        expect(second.seen.get(0)).toBeUndefined();
        tell(5n);
        await until('the rest', () => second.seen.get(0)?.length === 20);
        expect(values(second.seen.get(0))).toEqual(numbered(6, 25));
      });

      it('asks again where to begin when that failed', async () => {
        await client.ensureTopic();
        await publish(0, ['a']);
        let failures = 3;
        const { seen } = await follow({
          startAt: async () => {
            if (failures-- > 0) throw new Error('the database is away');
            return 'earliest';
          },
        });
        await until('it begins', () => seen.get(0)?.length === 1);
      });

      it('delivers a refused batch again, and does not hold up other partitions meanwhile', async () => {
        await client.ensureTopic();
        let refusing = true;
        let refusals = 0;
        const seen = new Map<number, string[]>();
        await follow({
          onBatch: async (partition, messages) => {
            if (partition === 0 && refusing) {
              refusals++;
              throw new Error('not now');
            }
            seen.set(partition, [...(seen.get(partition) ?? []), ...values(messages)]);
          },
        });
        await publish(0, numbered(1, 5));
        await until('it has refused often enough to be asked seldom', () => refusals >= 6);
        const publisher = await client.publisher();
        const began = performance.now();
        for (let n = 1; n <= 6; n++) {
          await publisher.publish(1, [message('k', 'x')]);
          await until('the other partition', () => seen.get(1)?.length === n);
        }
        expect(performance.now() - began).toBeLessThan(3_000);
        await publisher.close();
        refusing = false;
        await until('the refused ones', () => seen.get(0)?.length === 5);
        expect(seen.get(0)).toEqual(numbered(1, 5));
      });

      it('goes to the earliest when the offset is not there any more, or not yet', async () => {
        await client.ensureTopic();
        await publish(0, numbered(1, 10));
        await publish(1, numbered(1, 10));
        await cutTopic(settings, [{ partition: 0, offset: '4' }]);
        const { seen } = await follow({ startAt: async (partition) => (partition === 0 ? 1n : 1_000n) });
        await until('both', () => seen.get(0)?.length === 6 && seen.get(1)?.length === 10);
        expect(values(seen.get(0))).toEqual(numbered(5, 10));
      });

      it('begins when the topic appears', async () => {
        const { seen } = await follow();
        await client.ensureTopic();
        await publish(0, ['a']);
        await until('it is found', () => seen.get(0)?.length === 1, 15_000);
      });

      it('goes on by itself after the topic was deleted and made again', async () => {
        await client.ensureTopic();
        await publish(0, numbered(1, 10));
        const { seen } = await follow({
          startAt: async () => BigInt((seen?.get(0)?.at(-1)?.offset ?? -1n) + 1n),
        });
        await until('all', () => seen.get(0)?.length === 10);
        await deleteTopic();
        await publishAnew('new');
        await until('the new one', () => values(seen.get(0)).includes('new'), 15_000);
      });

      it('shares the partitions with another member, and takes them over when that one leaves', async () => {
        await client.ensureTopic();
        const first = await follow();
        const second = await follow();
        await until('shared', async () => {
          const shares = await held();
          return shares.flat().sort().join() === '0,1,2' && shares.filter(({ length }) => length > 0).length === 2;
        });
        await second.followed.stop();
        for (const partition of [0, 1, 2]) await publish(partition, ['later']);
        await until('taken over', () =>
          [0, 1, 2].every((partition) => values(first.seen.get(partition)).includes('later')),
        );
      });

      it('has nothing to do with a group of the same name that follows another topic', async () => {
        const neighbours = { ...settings, topic: other };
        for (const each of [settings, neighbours]) await make(each).ensureTopic();
        const all = (seen: Map<number, KafkaMessage[]>, value: string) =>
          [0, 1, 2].every((partition) => values(seen.get(partition)).includes(value));
        const ours = await follow();
        for (const partition of [0, 1, 2]) await publish(partition, ['first']);
        await until('it follows', () => all(ours.seen, 'first'));
        const theirs = await follow({}, make(neighbours));
        for (const partition of [0, 1, 2]) {
          await sendPlainly(neighbours, partition, [{ key: 'k', value: 'theirs' }]);
          await publish(partition, ['second']);
        }
        await until('each has all of its own', () => all(theirs.seen, 'theirs') && all(ours.seen, 'second'));
      });

      it('commits its offsets as a courtesy', async () => {
        await client.ensureTopic();
        await publish(0, numbered(1, 10));
        const { followed, seen } = await follow();
        await until('all', () => seen.get(0)?.length === 10);
        await followed.stop();
        const committed = await withAdmin(settings, (admin) =>
          admin.fetchOffsets({ groupId: group, topics: [settings.topic] }),
        );
        expect(committed[0]?.partitions.find(({ partition }) => partition === 0)?.offset).toBe('10');
      });

      it('resolves at once and goes on trying while no broker answers; stops quickly', async () => {
        const away = make({ ...settings, brokers: ['127.0.0.1:1'] });
        const followed = await away.follow({
          group: 'followers',
          startAt: async () => 'earliest',
          onBatch: async () => {},
        });
        const began = performance.now();
        await followed.stop();
        expect(performance.now() - began).toBeLessThan(2_500);
      });

      it('stops within two seconds and hands over nothing afterwards, also while a handler hangs', async () => {
        await client.ensureTopic();
        await publish(0, ['a']);
        let calls = 0;
        let release = () => {};
        const hanging = new Promise<void>((resolve) => {
          release = resolve;
        });
        const { followed } = await follow({
          onBatch: async () => {
            calls++;
            await hanging;
          },
        });
        await until('the handler is in it', () => calls === 1);
        const began = performance.now();
        await followed.stop();
        expect(performance.now() - began).toBeLessThan(2_500);
        await publish(0, ['b']);
        release();
        await until('it has left the group', async () => (await held()).length === 0);
        expect(calls).toBe(1);
      });

      it('is gone once it is stopped, also when it was still joining', async () => {
        await client.ensureTopic();
        for (let ms = 0; ms < 200; ms += 20) {
          const { followed } = await follow();
          await new Promise((resolve) => setTimeout(resolve, ms));
          await followed.stop();
        }
        await follow();
        const alone = async () => {
          const [its, ...others] = await held();
          return its?.length === 3 && others.length === 0;
        };
        await until('it has them all', alone, 60_000);
      });

      it('hands over messages of others as they are', async () => {
        await client.ensureTopic();
        await sendPlainly(settings, 0, [
          { key: 'k', value: null },
          { key: 'k', value: 'v', headers: { X: '1' } },
        ]);
        const { seen } = await follow();
        await until('both', () => seen.get(0)?.length === 2);
        expect(seen.get(0)?.[0]?.value).toHaveLength(0);
        expect(seen.get(0)?.[1]?.headers).toEqual({ x: '1' });
      });
    });
  });
}
