/** Kafka is away from the first moment on: what is acknowledged is there, is delivered and is told all the same. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { persistently } from '../support/api.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { Listener } from '../support/sse.js';

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const at = journey({ KAFKA_BROKERS: `127.0.0.1:${await closedPort()}` });
beforeAll(() => at.api.register('orders', { url: at.server.url }));

describe('without Kafka', () => {
  it('an acknowledged input is never 404, and shows what became of it', async () => {
    const follow = async () => {
      const { id, links } = await at.api.take('orders', 'x');
      for (const path of [links.self, links.events, links.attempts, links.body])
        expect({ path, status: (await at.api.read(path)).status }).toEqual({ path, status: 200 });
      await at.api.reaches(id, 'delivered');
      expect(await at.api.read(links.attempts)).toMatchObject({
        status: 200,
        body: { items: [{ outcome: 'delivered' }] },
      });
    };
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 10 }, follow));
  });

  it('a stream is told to its end', async () => {
    const { links } = await at.api.take('orders', 'x');
    const listener = await Listener.to(at.intake, links.stream);
    await listener.end();
    expect(listener.types).toEqual(['InputReceived', 'InputDelivered']);
  });

  it('a view that has not come so far says so in time, and one input is as new as it is asked to be', async () => {
    const { position, links } = await at.api.take('orders', 'x');
    const wanted = { 'intake-min-position': String(position) };
    const begin = performance.now();
    const answer = await at.api.get('/v1/inputs', wanted);
    expectProblem(answer, 503, 'projection-behind');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(performance.now() - begin).toBeGreaterThan(1_000);
    expect((await at.api.get('/v1/inputs')).status).toBe(200);
    const one = await at.api.get(links.self, wanted);
    expect(one.status).toBe(200);
    expect(Number(one.headers.get('intake-position'))).toBeGreaterThanOrEqual(position);
  });

  it('it is ready for its clients, and says that it cannot publish', async () => {
    const { status, body } = await at.api.get('/health/ready', { authorization: '' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { postgres: { ok: true }, relay: { ok: false } } },
    });
  });

  it('what was taken is in every view once Kafka is there', async () => {
    const inputs = await Promise.all(Array.from({ length: 20 }, () => at.api.take('orders', 'x')));
    await at.restart({ KAFKA_BROKERS: process.env.TEST_KAFKA_BROKERS });
    const ends: number[] = [];
    for (const { id, links } of inputs) {
      await at.api.reaches(id, 'delivered');
      // The log itself knows of it first; the list is to be as new as that.
      ends.push(Number((await at.api.read(links.self)).headers.get('intake-position')));
    }
    const list = await persistently(() =>
      at.api.get<{ items: { id: string }[] }>('/v1/inputs?limit=100&status=delivered', {
        'intake-min-position': String(Math.max(...ends)),
      }),
    );
    expect(list.body.items.map(({ id }) => id)).toEqual(expect.arrayContaining(inputs.map(({ id }) => id)));
  });
});
