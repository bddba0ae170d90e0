import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { cutWhenSilent } from './silence.js';

/** So far more than the two sockets hold that most of it waits here. */
const LARGE = Buffer.alloc(48 * 1024 * 1024);
/** More than must be free before the one system says so to the other. */
const PIECE = 1024 * 1024;
const WITHIN_MS = 400;
/** For who is to be in time: the machine may do other things for a while. */
const PATIENT_MS = 1_500;

let end = () => {};
afterEach(() => end());

/** The two ends of an answer that is given to somebody who does not read by itself. */
async function answer(
  give: (out: ServerResponse) => void,
  withinMs = WITHIN_MS,
): Promise<{ out: ServerResponse; reader: Socket }> {
  const server = createServer((_, out) => {
    out.writeHead(200);
    cutWhenSilent(out, withinMs);
    give(out);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  reader.on('error', () => {});
  reader.pause();
  end = () => {
    reader.destroy();
    server.close();
    server.closeAllConnections();
  };
  reader.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const [, out] = await once(server, 'request');
  return { out: out as ServerResponse, reader };
}

async function take(reader: Socket, bytes: number): Promise<void> {
  const upTo = reader.bytesRead + bytes;
  reader.resume();
  reader.on('data', () => reader.bytesRead >= upTo && reader.pause());
  await until('a piece is read', () => reader.bytesRead >= upTo);
  reader.removeAllListeners('data');
}

it.each<[string, (out: ServerResponse) => void]>([
  ['what was written', (out) => out.write(LARGE)],
  ['the end', (out) => out.end(LARGE)],
])('who takes nothing of %s is cut', async (_, give) => {
  const { out } = await answer(give);
  await until('it is cut', () => out.destroyed);
});

it('who takes some of it again and again is not, though one write takes many times as long', async () => {
  const { out, reader } = await answer((each) => each.write(LARGE), PATIENT_MS);
  const begin = performance.now();
  while (performance.now() - begin < 3 * PATIENT_MS) {
    const next = performance.now() + PATIENT_MS / 10;
    await take(reader, PIECE);
    await until('a while is over', () => performance.now() > next);
  }
  expect({ cut: out.destroyed, drained: !out.writableNeedDrain }).toEqual({ cut: false, drained: false });
});

it('nor is who has taken everything', async () => {
  const { out, reader } = await answer((each) => each.write('little'));
  await take(reader, 6);
  let silences = 0;
  out.on('timeout', () => silences++);
  await until('there was silence', () => silences > 0);
  expect(out.destroyed).toBe(false);
});
