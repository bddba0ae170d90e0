/** The program that sends the same bodies by undici alone, as many at once, and does nothing with the answers but read them. */
import { Agent, request } from 'undici';
import { bodyOf } from './body.mjs';

export default async function undiciAlone({ target, inputs, concurrency }) {
  const dispatcher = new Agent({ pipelining: 1 });
  const bodies = Array.from({ length: inputs }, (_, n) => bodyOf(n));
  const headers = { 'content-type': 'application/json' };
  let next = 0;
  const send = async () => {
    while (next < inputs) {
      const { body } = await request(target, { method: 'POST', headers, body: bodies[next++], dispatcher });
      await body.dump();
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, send));
  const perSecond = (inputs / (performance.now() - start)) * 1_000;
  await dispatcher.close();
  return { perSecond };
}
