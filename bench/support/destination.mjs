/** A server that answers at once, in a process of its own; it can say when which request came. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('./destination-server.mjs', import.meta.url));

export async function startDestination() {
  const child = fork(SERVER, { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ port }] = await once(child, 'message');
  return {
    /** Of a destination by its name: what comes there is told apart. */
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    /** By name, when each request came, in ms; forgotten once asked for. */
    async arrivals() {
      child.send({});
      const [arrivals] = await once(child, 'message');
      return arrivals;
    },
    /** From now on requests for this one are never answered. */
    async hang(name) {
      child.send({ hang: name });
      await once(child, 'message');
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
