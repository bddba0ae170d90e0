import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { systemClock } from '../clock.js';
import type { KafkaPublisher } from '../kafka/port.js';
import type { LogReader } from '../store/reader.js';
import { TooLate } from '../waiting.js';
import { Wake } from '../wake.js';
import { Lease } from './lease.js';
import { publishUntil } from './publishing.js';

const pool = {
  query: async () => ({ rows: [{ epoch: 1, checkpoint: 0, partition: null, position: null }] }),
} as unknown as Pool;

async function publishing(signal: AbortSignal, after: LogReader['after'], connect: () => Promise<KafkaPublisher>) {
  const kafka = {
    ensureTopic: async () => {},
    ensureOtherTopic: () => Promise.reject(new Error('there is one topic here')),
    lastMessages: async () => [],
    publisher: connect,
    follow: () => Promise.reject(new Error('nobody follows here')),
  };
  const reader = { after } as LogReader;
  const lease = new Lease(pool, systemClock);
  await lease.take();
  const deps = { pool, reader, kafka, clock: systemClock, partitions: 1, logId: '', source: '' };
  return publishUntil(signal, deps, lease, new Wake(), () => {});
}

const publisher = () => ({ publish: async () => {}, close: jest.fn(async () => {}) });

describe('a run of the leader', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([0, 1])('is stopped while a page is read whose error nobody waits for (after %i pages)', async (pages) => {
    const stopping = new AbortController();
    let read = 0;
    const after = async () => {
      if (read++ === pages) {
        stopping.abort();
        throw new Error('the pool is closed');
      }
      // The next page is asked for once the wait for news is cut short.
      globalThis.setImmediate(() => stopping.abort());
      return [];
    };
    const only = publisher();
    await publishing(stopping.signal, after, async () => only);
    await setImmediate();
    expect({ read, closed: only.close.mock.calls.length }).toEqual({ read: pages + 1, closed: 1 });
  });

  it('closes a publisher that connects when nobody waits for it any more', async () => {
    jest.useFakeTimers();
    let connected = (_: KafkaPublisher) => {};
    const connecting = new Promise<KafkaPublisher>((resolve) => {
      connected = resolve;
    });
    const run = publishing(
      new AbortController().signal,
      async () => [],
      () => connecting,
    );
    const givenUp = expect(run).rejects.toThrow(TooLate);
    await jest.advanceTimersByTimeAsync(20_000);
    await givenUp;
    const late = publisher();
    connected(late);
    await jest.advanceTimersByTimeAsync(0);
    expect(late.close).toHaveBeenCalledTimes(1);
  });
});
