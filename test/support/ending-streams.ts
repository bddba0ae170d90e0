/** An Intake behind a proxy that ends event streams soon after they have begun, for a client that reads each answer to its end. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const STREAM = 'text/event-stream';
/** For what a stream has to say at once. */
const LISTENED_MS = 50;

export interface EndingStreams {
  url: string;
  close(): Promise<void>;
}

export async function endingStreams(url: string): Promise<EndingStreams> {
  const { hostname, port } = new URL(url);
  // What is too large is Intake's to refuse.
  const server = createServer({ maxHeaderSize: 2 ** 20 }, (asked, reply) => {
    const { method, url: path, rawHeaders } = asked;
    const going = request({ hostname, port, method, path, headers: rawHeaders }, (answer) => {
      reply.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      if (answer.headers['content-type'] === STREAM) passSome(answer, reply);
      else answer.pipe(reply);
    });
    going.on('error', () => reply.destroy());
    asked.pipe(going);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ends between two events, never within one. */
function passSome(answer: IncomingMessage, reply: ServerResponse): void {
  let isOver = false;
  let isWhole = true;
  const endIfDone = () => {
    if (!isOver || !isWhole) return;
    reply.end();
    answer.destroy();
  };
  setTimeout(() => {
    isOver = true;
    endIfDone();
  }, LISTENED_MS);
  answer.on('data', (chunk: Buffer) => {
    reply.write(chunk);
    isWhole = chunk.toString('latin1').endsWith('\n\n');
    endIfDone();
  });
  answer.on('end', () => reply.end());
  answer.on('error', () => {});
}
