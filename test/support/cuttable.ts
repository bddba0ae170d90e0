/** A way to a server on this machine whose connections can be cut, as a network does. */
import { connect } from 'node:net';
import { startRawServer } from './raw-server.js';

export interface CuttableWay {
  url: string;
  /** All that are open. */
  cut(): void;
  close(): Promise<void>;
}

export async function cuttableWayTo(url: string): Promise<CuttableWay> {
  const port = Number(new URL(url).port);
  const way = await startRawServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  return {
    url: `http://127.0.0.1:${way.port}`,
    cut() {
      for (const socket of way.sockets) socket.destroy();
    },
    close: way.close,
  };
}
