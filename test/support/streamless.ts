/** What some networks have between a client and Intake: a proxy that cuts off every stream. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Streamless {
  url: string;
  /** Streams that were cut off. */
  readonly cut: number;
  close(): void;
}

export async function streamlessProxy(target: string): Promise<Streamless> {
  let cut = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.endsWith('/stream')) {
      cut += 1;
      incoming.destroy();
      return;
    }
    const { method, headers } = incoming;
    const passed = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get cut() {
      return cut;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
