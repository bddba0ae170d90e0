/**
 * The server of the page in examples/web: holds the key that a page cannot keep, sends on what is entered, passes the live
 * stream of it back. On loopback, for its own page only, and for nothing but what was entered there.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { root } from '../lib/root.mjs';

const PAGE = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
};
const STREAM = /^\/inputs\/([0-9a-f-]{36})\/stream$/;

/** `submit(body)` answers the input, `stream(id, lastEventId, signal)` what Intake answers. */
export async function serveWeb({ submit, stream }) {
  const entered = new Set();

  async function answer(request, response) {
    const [, id] = STREAM.exec(request.url) ?? [];
    if (!isFromHere(request, url)) return refuse(response, 403, 'this is for its own page only');
    if (request.method === 'GET' && PAGE[request.url]) return sendPage(response, PAGE[request.url]);
    if (request.method === 'GET' && entered.has(id)) return passStream(request, response, id);
    if (request.method === 'POST' && request.url === '/inputs') return takeInput(request, response);
    return refuse(response, 404, 'there is nothing here');
  }

  async function takeInput(request, response) {
    const number = await text(request);
    if (!/^([1-9]|10)$/.test(number)) return refuse(response, 422, 'it must be a number from 1 to 10');
    const input = await submit(number);
    entered.add(input.id);
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id: input.id }));
  }

  async function passStream(request, response, id) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answered = await stream(id, request.headers['last-event-id'], gone.signal).catch(() => null);
    // An EventSource that is answered 502 stays away for good; one that is cut off comes back by itself.
    if (answered === null) return response.destroy();
    const { status, body } = answered;
    response.writeHead(status, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    // A stream that is cut is cut for the page too.
    if (body)
      Readable.fromWeb(body)
        .on('error', () => response.destroy())
        .pipe(response);
    else response.end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => refuse(response, 502, error.message));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Another page in the same browser can send a form here, or be given this address for its own name. */
function isFromHere({ headers: { host, origin } }, url) {
  return `http://${host}` === url && (origin === undefined || origin === url);
}

async function sendPage(response, { file, type }) {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  response.end(await readFile(join(root, 'examples', 'web', file)));
}

function refuse(response, status, why) {
  if (response.headersSent) return response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(why);
}
