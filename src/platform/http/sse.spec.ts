import { getEventListeners, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { EventStream } from './sse.js';

const read = (out: PassThrough): string => out.read()?.toString() ?? '';
const never = { stopping: new AbortController().signal, after: 0 };

describe('an event stream', () => {
  it('writes id, event and data on one line', () => {
    const out = new PassThrough();
    const stream = new EventStream(out, never);
    read(out);
    stream.send({ id: 7, event: 'InputReceived', data: { text: 'a\nb\u2028' } });
    expect(read(out)).toBe('id: 7\nevent: InputReceived\ndata: {"text":"a\\nb\u2028"}\n\n');
    stream.end();
  });

  it('its heartbeat carries the last position looked at and no data', async () => {
    const out = new PassThrough();
    const stream = new EventStream(out, { ...never, heartbeatMs: 10 });
    read(out);
    stream.send({ id: 7, event: 'E', data: 1 });
    stream.lookedAt(12);
    read(out);
    await once(out, 'readable');
    expect(read(out)).toMatch(/^(id: 12\n\n)+$/);
    stream.end();
  });

  it.each([
    ['what the reader said it has seen', 20, []],
    ['what it was told', 0, [7, 20]],
  ])('its heartbeat never goes back behind %s', async (_, after, told) => {
    const out = new PassThrough();
    const stream = new EventStream(out, { ...never, after, heartbeatMs: 10 });
    for (const id of told) stream.send({ id, event: 'E', data: 1 });
    stream.lookedAt(12);
    read(out);
    await once(out, 'readable');
    stream.end();
    expect(read(out)).toBe('id: 20\n\n');
  });

  it('cuts a reader that does not read', () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const stream = new EventStream(out, { ...never, maxPendingBytes: 1000 });
    for (let id = 1; id < 20; id++) stream.send({ id, event: 'E', data: 'x'.repeat(100) });
    expect(out.destroyed).toBe(true);
  });

  it('lets an event through that is larger than what may wait', () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const stream = new EventStream(out, { ...never, maxPendingBytes: 1000 });
    read(out);
    stream.send({ id: 1, event: 'E', data: 'x'.repeat(5000) });
    expect(out.destroyed).toBe(false);
    expect(read(out)).toHaveLength(5000 + 'id: 1\nevent: E\ndata: ""\n\n'.length);
    stream.end();
  });

  it('has no heartbeat where something waits to be read: it would only wait behind it', async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const stream = new EventStream(out, { ...never, heartbeatMs: 10 });
    stream.send({ id: 1, event: 'E', data: 'x'.repeat(100) });
    const waiting = out.writableLength;
    for (let beats = 0; beats < 3; beats++)
      await new Promise<void>((beat) => {
        stream.beforeBeat = beat;
      });
    expect(out.writableLength).toBe(waiting);
    stream.end();
  });

  it('begins with the position that its reader goes on from', () => {
    const out = new PassThrough();
    new EventStream(out, { ...never, after: 7 }).end();
    expect(read(out)).toBe('retry: 2000\nid: 7\n\n');
  });

  it('waits for one that does', async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    const stream = new EventStream(out, { ...never, maxPendingBytes: 500 });
    let got = '';
    out.on('data', (chunk) => {
      got += chunk;
    });
    for (let id = 1; id <= 100; id++) {
      await stream.ready();
      stream.send({ id, event: 'E', data: 'x'.repeat(100) });
    }
    stream.end();
    await once(out, 'end');
    expect(got.match(/^id: /gm)).toHaveLength(100);
  });

  it('is closed when the reader leaves', async () => {
    const out = new PassThrough();
    const stream = new EventStream(out, never);
    out.destroy();
    await once(out, 'close');
    expect(stream.closed.aborted).toBe(true);
    stream.send({ id: 1, event: 'E', data: 1 });
    await stream.ready();
  });

  it('is closed where the reader had left before it opened, and leaves nothing behind', async () => {
    const out = new PassThrough();
    out.destroy();
    await once(out, 'close');
    const { signal } = new AbortController();
    const stream = new EventStream(out, { ...never, stopping: signal });
    const found = { closed: stream.closed.aborted, listeners: getEventListeners(signal, 'abort') };
    // Whatever was found, nothing of it keeps the tests running.
    stream.end();
    expect(found).toEqual({ closed: true, listeners: [] });
  });

  it('ends when the process stops, after what was sent', async () => {
    const out = new PassThrough();
    const stop = new AbortController();
    const stream = new EventStream(out, { ...never, stopping: stop.signal });
    stream.send({ id: 1, event: 'E', data: 1 });
    stop.abort();
    expect(stream.closed.aborted).toBe(true);
    expect(read(out)).toContain('id: 1\n');
    expect(out.writableEnded).toBe(true);
  });
});
