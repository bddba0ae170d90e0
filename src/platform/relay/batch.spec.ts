import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { OutgoingMessage } from '../kafka/port.js';
import { streamHash } from '../store/partition.js';
import type { StoredEvent } from '../store/stored-event.js';
import { cutBatch, SEND_BYTES, sizeOf } from './batch.js';

const PARTITIONS = 4;

const event = (position: number, stream: string, bytes: number): StoredEvent => ({
  position,
  stream,
  version: 1,
  id: '',
  type: 'SomethingHappened',
  schemaVersion: 1,
  occurredAt: '',
  streamHash: streamHash(stream),
  following: 0,
  data: 'x'.repeat(bytes),
  metadata: { actor: '', correlationId: '', causationId: null, traceparent: null },
});

const messageOf = ({ position, stream, data }: StoredEvent, previous: number): OutgoingMessage => ({
  key: stream,
  value: Buffer.from(data),
  headers: { position: String(position), previous: String(previous) },
  timestampMs: 0,
});

const page = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 0, max: 700_000 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((list) => list.map(([stream, bytes], n) => event(101 + n, stream, bytes)));
const heads = fc
  .dictionary(fc.constantFrom('0', '1', '2', '3'), fc.integer({ min: 1, max: 100 }))
  .map((entries) => new Map(Object.entries(entries).map(([partition, position]) => [Number(partition), position])));

describe('a page of the log, cut into sends', () => {
  it('keeps every event, in order, in its partition, each naming the one before it there', () => {
    fc.assert(
      fc.property(page, heads, (events, standing) => {
        const { partitions, progress } = cutBatch(events, standing, PARTITIONS, messageOf);
        const sent = new Map(partitions.map(({ partition, sends }) => [partition, sends.flat()]));
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const mine = events.filter((each) => each.streamHash % PARTITIONS === partition);
          let previous = standing.get(partition) ?? 0;
          const chained = mine.map((each) => {
            const message = messageOf(each, previous);
            previous = each.position;
            return message;
          });
          // By header: comparing the bytes of large buffers one by one takes minutes.
          expect(sent.get(partition)?.map(({ headers }) => headers) ?? []).toEqual(
            chained.map(({ headers }) => headers),
          );
          expect(progress.heads.get(partition)).toBe(mine.at(-1)?.position);
        }
        expect(progress.checkpoint).toBe(events.at(-1)!.position);
      }),
      { numRuns: 50 },
    );
  });

  it('stays below the limit of a send, but for one message that is larger by itself', () => {
    fc.assert(
      fc.property(page, (events) => {
        for (const { sends } of cutBatch(events, new Map(), PARTITIONS, messageOf).partitions) {
          for (const messages of sends) {
            const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
            expect(messages.length).toBeGreaterThan(0);
            expect(bytes <= SEND_BYTES || messages.length === 1).toBe(true);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
