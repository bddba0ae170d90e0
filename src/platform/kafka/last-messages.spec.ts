import { describe, expect, it } from '@jest/globals';
import type { Offsets } from './kafkajs-cluster.js';
import { lastMessages } from './last-messages.js';
import type { KafkaMessage } from './port.js';

const PAGE = 10n;

/** A partition from `earliest` to before `end`, whose messages come ten at once; each answer takes a while. */
function topic(partitions: Record<number, { earliest: bigint; end: bigint }>, answerMs = 0) {
  const each = Object.entries(partitions).map(([name, bounds]) => ({ partition: Number(name), ...bounds }));
  let nowMs = 0;
  let reads = 0;
  const messagesOf = (partition: number, from: bigint): KafkaMessage[] => {
    const end = partitions[partition]!.end < from + PAGE ? partitions[partition]!.end : from + PAGE;
    return Array.from({ length: Number(end - from) }, (_, n) => {
      return { partition, offset: from + BigInt(n), key: 'k', value: Buffer.alloc(0), headers: {} };
    });
  };
  return {
    reads: () => reads,
    clock: { monotonicMs: () => nowMs },
    bounds: async () => ({
      earliest: new Map(each.map(({ partition, earliest }) => [partition, earliest])),
      end: new Map(each.map(({ partition, end }) => [partition, end])),
    }),
    read: async (from: Offsets) => {
      reads++;
      nowMs += answerMs;
      const messages = [...from].flatMap(([partition, offset]) => messagesOf(partition, offset));
      return { messages, next: new Map(messages.map(({ partition, offset }) => [partition, offset + 1n])) };
    },
  };
}

const found = async (from: ReturnType<typeof topic>, isWanted: (message: KafkaMessage) => boolean) =>
  (await lastMessages(from, isWanted, from.clock)).map(({ partition, offset }) => [partition, Number(offset)]);

describe('the last message that is wanted', () => {
  it('is mostly the last one: one read finds it, in each partition that has any', async () => {
    const read = topic({
      0: { earliest: 0n, end: 1_000n },
      1: { earliest: 7n, end: 7n },
      2: { earliest: 3n, end: 4n },
    });
    expect(await found(read, () => true)).toEqual([
      [0, 999],
      [2, 3],
    ]);
    expect(read.reads()).toBe(1);
  });

  it('is looked for ever further back, never before what is there', async () => {
    const read = topic({ 0: { earliest: 40n, end: 6_000n }, 1: { earliest: 0n, end: 6_000n } });
    expect(await found(read, ({ offset }) => offset <= 40n)).toEqual([
      [0, 40],
      [1, 40],
    ]);
  });

  it('is given up behind ten thousand', async () => {
    const read = topic({ 0: { earliest: 0n, end: 10_001n } });
    expect(await found(read, ({ offset }) => offset === 0n)).toEqual([]);
  });

  it('is given up when it takes too long, but not before the last one of each was looked at', async () => {
    const slow = topic({ 0: { earliest: 0n, end: 9_000n }, 1: { earliest: 0n, end: 1n } }, 4_000);
    expect(await found(slow, ({ partition }) => partition === 1)).toEqual([[1, 0]]);
    expect(slow.reads()).toBe(2);
  });

  it('is none where a broker answers nothing', async () => {
    const read = { ...topic({ 0: { earliest: 0n, end: 5n } }), read: async () => ({ messages: [], next: new Map() }) };
    expect(await lastMessages(read, () => true)).toEqual([]);
  });
});
