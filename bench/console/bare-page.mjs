/** What a browser needs for any page: one script as large as the console sends, one question, one line. It does nothing else. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const PAGE = '<!doctype html><title>bare</title><script type="module" src="/page.js"></script><body></body>';
const WORK = `const answer = await fetch('/answer');
const line = document.createElement('p');
line.textContent = await answer.text();
document.body.append(line);`;

export async function startBarePage(bytes) {
  const files = {
    '/': ['text/html', PAGE],
    '/page.js': ['text/javascript', `/*${randomBytes(bytes).toString('base64').slice(0, bytes)}*/${WORK}`],
    '/answer': ['text/plain', 'x'.repeat(20_000)],
  };
  const server = createServer(({ url }, response) => {
    const [type, text] = files[url] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
