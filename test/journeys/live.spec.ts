/** What happens to an input, told as it happens: nothing missing, nothing twice, wherever a listener comes back. */
import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey();
const quickly = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 100 };

/** Requests that wait to be answered, by webhook-id; but where there is a standing answer, none waits. */
const waiting = new Map<string, ServerResponse>();
let standing: number | null = null;
/** Listens from the beginning, so that its heartbeats come while everything else is looked at. */
let patient: Listener;

beforeAll(async () => {
  at.server.answer = (response, { headers }) => {
    if (standing === null) waiting.set(String(headers['webhook-id']), response);
    else response.writeHead(standing).end();
  };
  await at.api.register('orders', { url: at.server.url, retry: quickly, concurrency: 100 });
  await at.api.register('patient', { url: at.server.url, retry: quickly, timeoutMs: 120_000 });
  patient = await listen(await at.api.take('patient', 'x'));
});

const listen = (input: InputView, lastEventId?: number) => Listener.to(at.intake, input.links.stream, lastEventId);

async function answer(id: string, status = 200, body: string | Buffer = ''): Promise<void> {
  await until('the destination has been asked', () => waiting.has(id));
  const response = waiting.get(id)!;
  waiting.delete(id);
  response.writeHead(status);
  response.end(body);
}

/** What a listener must have been told in all. */
async function expectAll(id: string, ...listeners: Listener[]): Promise<void> {
  const events = await at.api.events(id);
  const told = listeners.flatMap((listener) => listener.told);
  expect(told).toEqual(events.map((data) => ({ id: data.position, event: data.type, data })));
}

describe('the stream of an input', () => {
  it('tells everything from its first event on, and ends when the input is settled', async () => {
    const input = await at.api.take('orders', 'x');
    const listener = await listen(input);
    const { statusCode, headers } = listener.response;
    expect({ statusCode, type: headers['content-type'] }).toEqual({ statusCode: 200, type: 'text/event-stream' });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'request-id': expect.any(String) });
    await listener.hears('InputReceived');
    await answer(input.id, 500);
    await listener.hears('InputAttemptFailed');
    expect(listener.ended).toBe(false);
    await answer(input.id, 200);
    await listener.end();
    expect(listener.types).toEqual(['InputReceived', 'InputAttemptFailed', 'InputDelivered']);
    await expectAll(input.id, listener);
  });

  it('tells all of a settled input, and ends', async () => {
    const input = await at.api.take('orders', 'x');
    await answer(input.id, 400);
    await at.api.reaches(input.id, 'deadLettered');
    const listener = await listen(input);
    await listener.end();
    expect(listener.types).toEqual(['InputReceived', 'InputAttemptFailed', 'InputDeadLettered']);
    await expectAll(input.id, listener);
  });

  it('goes on after Last-Event-ID, wherever that is', async () => {
    const input = await at.api.take('orders', 'x');
    for (const status of [500, 500, 200]) await answer(input.id, status);
    await at.api.reaches(input.id, 'delivered');
    const events = await at.api.events(input.id);
    expect(events).toHaveLength(4);
    for (const [index, { position }] of events.slice(0, -1).entries()) {
      const listener = await listen(input, position);
      await listener.end();
      expect(listener.told.map(({ id }) => id)).toEqual(events.slice(index + 1).map((event) => event.position));
    }
    const before = await listen(input, 0);
    await before.end();
    await expectAll(input.id, before);
  });

  it('is 204 for who has heard everything', async () => {
    const input = await at.api.take('orders', 'x');
    await answer(input.id);
    await at.api.reaches(input.id, 'delivered');
    const last = (await at.api.events(input.id)).at(-1)!.position;
    for (const heard of [last, last + 1, Number.MAX_SAFE_INTEGER])
      expect((await listen(input, heard)).response.statusCode).toBe(204);
  });

  it('opens again when somebody retries, and ends when that is told too', async () => {
    const input = await at.api.take('orders', 'x');
    const first = await listen(input);
    await answer(input.id, 400);
    await first.end();
    const heard = first.told.at(-1)!.id;
    expect((await listen(input, heard)).response.statusCode).toBe(204);
    expect((await at.api.ask('POST', `/v1/inputs/${input.id}/retry`)).status).toBe(202);
    const again = await listen(input, heard);
    await answer(input.id, 200);
    await again.end();
    expect(again.types).toEqual(['InputRetryRequested', 'InputDelivered']);
    await expectAll(input.id, first, again);
  });

  it('ends when the input is cancelled', async () => {
    const deliverAt = new Date(Date.now() + 3_600_000).toISOString();
    const input = await at.api.take('orders', 'x', { 'intake-deliver-at': deliverAt });
    const listener = await listen(input);
    expect((await at.api.ask('POST', `/v1/inputs/${input.id}/cancel`)).status).toBe(202);
    await listener.end();
    expect(listener.types).toEqual(['InputReceived', 'InputCancelled']);
  });

  it('is open for who has heard all so far, while more may come', async () => {
    const input = await at.api.take('orders', 'x');
    const listener = await listen(input, input.position);
    expect(listener.response.statusCode).toBe(200);
    await answer(input.id);
    await listener.end();
    expect(listener.types).toEqual(['InputDelivered']);
  });

  it('leaves nothing out and tells nothing twice to who leaves and comes back, again and again', async () => {
    const input = await at.api.take('orders', 'x');
    const listeners: Listener[] = [];
    const last = () => listeners.findLast(({ told }) => told.length > 0)?.told.at(-1)?.id;
    for (let round = 0; round < 8; round++) {
      const listener = await listen(input, last());
      listeners.push(listener);
      await answer(input.id, round < 7 ? 500 : 200);
      if (round % 2 === 0) await until('it was told something', () => listener.told.length > 0);
      if (round < 7) listener.leave();
    }
    await listeners.at(-1)!.end();
    await expectAll(input.id, ...listeners);
  });

  it('tells everybody who listens, also with another process of Intake', async () => {
    const other = await startIntake(at.place, { INTAKE_ROLES: 'api' });
    const input = await at.api.take('orders', 'x');
    const listeners = await Promise.all([
      ...Array.from({ length: 20 }, () => listen(input)),
      ...Array.from({ length: 5 }, () => Listener.to(other, input.links.stream)),
    ]);
    await answer(input.id, 500);
    await answer(input.id, 200);
    for (const listener of listeners) {
      await listener.end();
      await expectAll(input.id, listener);
    }
    expect(await other.stop()).toBe(0);
  });

  it('waits for who reads slowly, and holds up nobody else', async () => {
    // More than the sockets between the two take.
    const large = Buffer.alloc(64 * 1024, 0xff);
    const input = await at.api.take('orders', Buffer.alloc(256 * 1024, 0xff));
    const slow = await listen(input);
    slow.response.pause();
    const quick = await listen(input);
    for (let round = 0; round < 30; round++) {
      await answer(input.id, 500, large);
      // Fewer failures in a row than open the breaker.
      if (round % 8 === 7) await answer((await at.api.take('orders', 'y')).id);
    }
    await answer(input.id, 200, large);
    await quick.end();
    await expectAll(input.id, quick);
    slow.response.resume();
    await slow.end();
    // Nothing is left, but where all that took so long that who read nothing was cut.
    const again = await listen(input, slow.told.at(-1)!.id);
    await again.end();
    await expectAll(input.id, slow, again);
  });

  it('has heartbeats that move the place of a listener on', async () => {
    const [first] = patient.told;
    await until('a heartbeat came', () => patient.heartbeats.length > 0, 60_000);
    expect(patient.heartbeats[0]).toBeGreaterThanOrEqual(first!.id);
    expect(patient.types).toEqual(['InputReceived']);
  });
});

describe('a stop of Intake', () => {
  beforeAll(() => {
    standing = 500;
    for (const response of waiting.values()) response.writeHead(500).end();
  });

  it('ends open streams in order, and does not wait for them', async () => {
    await at.api.register('later', { url: at.server.url, retry: { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 } });
    const input = await at.api.take('later', 'x');
    const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(input)));
    for (const listener of listeners) await listener.hears('InputAttemptFailed');
    const begin = performance.now();
    expect(await at.intake.stop()).toBe(0);
    expect(performance.now() - begin).toBeLessThan(9_000);
    for (const { ended, response } of listeners)
      expect({ ended, complete: response.complete }).toEqual({ ended: true, complete: true });
    at.intake = await startIntake(at.place);
  });

  it('leaves nothing out for who comes back after it', async () => {
    const input = await at.api.take('orders', 'x');
    const before = await listen(input);
    await before.hears('InputAttemptFailed');
    await at.restart();
    standing = 200;
    const after = await listen(input, before.told.at(-1)!.id);
    await after.end();
    await expectAll(input.id, before, after);
  });
});
