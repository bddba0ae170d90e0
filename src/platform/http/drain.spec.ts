import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Drain } from './drain.js';

let drain: Drain;
let server: Server;
let url: string;
let running: ServerResponse[];

beforeEach(async () => {
  drain = new Drain();
  running = [];
  server = createServer((_request, response) => {
    drain.enter(response);
    running.push(response);
    server.emit('entered');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.closeAllConnections());

describe('a drain', () => {
  it('waits for what is running and takes nothing new', async () => {
    const answer = fetch(url);
    await once(server, 'entered');
    let finished = false;
    const all = drain.finish(server, 5000).finally(() => {
      finished = true;
    });
    expect(drain.stopping.aborted).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    expect(finished).toBe(false);
    running[0]?.end('done');
    expect(await (await answer).text()).toBe('done');
    expect(await all).toBe(true);
  });

  it('forgets who left', async () => {
    const leave = new AbortController();
    const answer = fetch(url, { signal: leave.signal }).catch(() => {});
    await once(server, 'entered');
    expect(drain.inFlight).toBe(1);
    leave.abort();
    await answer;
    expect(await drain.finish(server, 5000)).toBe(true);
  });

  it('does not wait for ever', async () => {
    const answer = fetch(url).catch(() => {});
    await once(server, 'entered');
    expect(await drain.finish(server, 50)).toBe(false);
    server.closeAllConnections();
    await answer;
  });
});
