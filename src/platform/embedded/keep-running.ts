/** Guarantee: a server that ends though nobody asked it to is started again, on its port and its data, until it runs. */
import { Backoff } from '../backoff.js';
import { rest } from '../waiting.js';
import type { EmbeddedServer, Progress } from './server.js';

/** `again` starts it on the same port. */
export function keepRunning<Address>(
  title: string,
  first: EmbeddedServer<Address>,
  again: () => Promise<EmbeddedServer<Address>>,
  progress: Progress,
): EmbeddedServer<Address> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<EmbeddedServer<Address> | null> = Promise.resolve(first);

  const watch = (server: EmbeddedServer<Address>): void => {
    void server.ended.then(() => {
      if (!signal.aborted) running = bringBack();
    });
  };
  const bringBack = async (): Promise<EmbeddedServer<Address> | null> => {
    progress(`${title} has ended by itself; it is started again`);
    const backoff = new Backoff();
    let told = '';
    while (!signal.aborted) {
      try {
        const server = await again();
        watch(server);
        return server;
      } catch (error) {
        const { message } = error as Error;
        if (message !== told) progress(message);
        told = message;
        await rest(backoff.nextMs(), signal);
      }
    }
    return null;
  };

  watch(first);
  return {
    ...first,
    async stop() {
      stopping.abort();
      await (await running)?.stop();
    },
  };
}
