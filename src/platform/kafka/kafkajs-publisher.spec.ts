import { describe, expect, it } from '@jest/globals';
import type { RecordMetadata } from 'kafkajs';
import { firstOffset, NotAcknowledged } from './kafkajs-publisher.js';

const answer = (more: Partial<RecordMetadata> = {}): RecordMetadata => ({
  topicName: 't',
  partition: 3,
  errorCode: 0,
  baseOffset: '10',
  ...more,
});

describe('the answer to a send', () => {
  it('gives the offset of its first message', () => {
    expect(firstOffset([answer()], 3, 10n)).toBe(10n);
  });

  it.each([
    ['nothing', [], 0n],
    ['another partition', [answer({ partition: 4 })], 0n],
    ['several partitions', [answer(), answer({ partition: 4 })], 0n],
    ['an error', [answer({ errorCode: 7 })], 0n],
    ['an offset that was given before: a twin was dropped, or the topic is a new one', [answer()], 11n],
    ['no offset', [answer({ baseOffset: '-1' })], 0n],
  ])('is no acknowledgement when it says %s', (_what, metadata, atLeast) => {
    expect(() => firstOffset(metadata, 3, atLeast)).toThrow(NotAcknowledged);
  });
});
