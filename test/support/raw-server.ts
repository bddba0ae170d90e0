/** A server that may do anything with a connection, also what no HTTP server does. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface RawServer {
  port: number;
  url: string;
  /** Every connection there has been. */
  sockets: Socket[];
  close(): Promise<void>;
}

export async function startRawServer(behave: (socket: Socket) => void, host = '127.0.0.1'): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/in`,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers the first bytes of a request with these, as they are. */
export const answering =
  (...pieces: (string | Buffer)[]) =>
  (socket: Socket): void => {
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece);
    });
  };

/** Sends `piece` again and again, as fast as it is taken, or every `everyMs`. */
export function keepSending(socket: Socket, piece: Buffer, everyMs: number | null): void {
  if (everyMs !== null) {
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.on('close', () => clearInterval(timer));
    return;
  }
  const send = () => {
    while (socket.writable && socket.write(piece));
  };
  socket.on('drain', send);
  send();
}
