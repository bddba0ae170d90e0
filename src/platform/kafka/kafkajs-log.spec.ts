import { describe, expect, it } from '@jest/globals';
import { logLevel } from 'kafkajs';
import { levelOf } from './kafkajs-log.js';

describe('a log line of KafkaJS', () => {
  it.each([
    ['Connection error: connect ECONNREFUSED 127.0.0.1:9092', undefined],
    ['Response Heartbeat(key: 12, version: 3)', 'The group is rebalancing, so a rejoin is needed'],
    ['Response GroupCoordinator(key: 10, version: 2)', 'The group coordinator is not available'],
    [
      'Response OffsetFetch(key: 9, version: 5)',
      "The coordinator is loading and hence can't process requests for this group",
    ],
    ['Response Metadata(key: 3, version: 6)', 'This server does not host this topic-partition'],
    ['Failed to connect to seed broker, trying another broker from the list: Connection timeout', undefined],
    ['Crash: KafkaJSNumberOfRetriesExceeded: Connection timeout', undefined],
  ])('is normal life: %s', (message, cause) => {
    expect(levelOf(logLevel.ERROR, message, cause)).toBe('debug');
  });

  it('is worth a warning where something is wrong', () => {
    expect(levelOf(logLevel.ERROR, 'Response Produce', 'Not authorized to access topics')).toBe('warn');
    expect(levelOf(logLevel.WARN, 'something new', undefined)).toBe('warn');
  });

  it('is for debugging where it only tells', () => {
    expect(levelOf(logLevel.INFO, 'Starting', undefined)).toBe('debug');
  });
});
