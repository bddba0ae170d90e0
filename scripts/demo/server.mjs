/** The server at the other end: on loopback, on a free port, knows a little about numbers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

export async function startServer() {
  const server = createServer(async (request, response) => {
    const number = Number(await text(request));
    response.setHeader('content-type', 'text/plain');
    response.end(`${number} is ${number % 2 === 0 ? 'even' : 'odd'}, its square is ${number ** 2}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/numbers`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
