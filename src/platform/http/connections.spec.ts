import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { Connections } from './connections.js';
import { TrustedProxies } from './trusted-proxies.js';

let server: Server;
const open: Socket[] = [];
const limits = { connections: 6, connectionsPerAddress: 4 };

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  server.close();
});

async function listen(proxies: number | string[]): Promise<Connections> {
  const connections = new Connections(limits, new TrustedProxies(proxies));
  server = createServer((_, response) => response.end('here'));
  connections.bound(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return connections;
}

async function ask(from: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  open.push(socket);
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return String((await once(socket, 'data'))[0]);
}

async function answers(from: string, times: number): Promise<string[]> {
  const all: string[] = [];
  for (let n = 0; n < times; n++) all.push((await ask(from)).split('\r\n', 1)[0]!);
  return all;
}

const HERE = 'HTTP/1.1 200 OK';
const REFUSED = 'HTTP/1.1 503 Too much at once';

it('of one address and of all there are so many, and who has left makes room', async () => {
  const connections = await listen(0);
  expect(await answers('127.0.0.1', 5)).toEqual([HERE, HERE, HERE, HERE, REFUSED]);
  expect(await answers('127.0.0.2', 3)).toEqual([HERE, HERE, REFUSED]);
  expect(connections.count).toBe(6);
  const refused = await ask('127.0.0.1');
  expect(refused.toLowerCase()).toContain('\r\nretry-after: 1\r\n');
  expect(refused).toContain('"code":"overloaded"');
  const [first] = open;
  first!.destroy();
  let again = await answers('127.0.0.2', 1);
  for (let tries = 0; again[0] === REFUSED && tries < 50; tries++) again = await answers('127.0.0.2', 1);
  expect(again).toEqual([HERE]);
});

it('a trusted proxy may have all', async () => {
  await listen(['127.0.0.1']);
  expect(await answers('127.0.0.2', 5)).toEqual([HERE, HERE, HERE, HERE, REFUSED]);
  expect(await answers('127.0.0.1', 3)).toEqual([HERE, HERE, REFUSED]);
});
