/** A process with a Fastify and one route that reads the body and does nothing with it: what HTTP alone costs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./fastify-server.mjs', import.meta.url));

export async function startFastify() {
  const child = fork(SERVER, { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ url }] = await once(child, 'message');
  return {
    address: { url, key: 'none', pid: child.pid },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
