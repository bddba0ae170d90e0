/** What happens to all inputs, on one stream: nothing missing, nothing twice, in order, from wherever a listener comes. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import { Clients } from '../support/clients.js';
import { destinationOf, headOf, inputEvents } from '../support/input-log.js';
import { type Intake, startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { startChild } from '../support/process.js';
import { Listener, type Told } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey();
/** Listens to what never happens, from the beginning, so that its heartbeats come while everything else is looked at. */
let patient: Listener;

beforeAll(async () => {
  at.server.answer = (response, { path }) => response.writeHead(path.endsWith('no') ? 400 : 200).end();
  await at.api.register('orders', { url: at.server.url, concurrency: 100 });
  await at.api.register('letters', { url: at.server.url });
  await at.api.register('refusing', { url: `${at.server.url}/no` });
  patient = await listen('?status=cancelled');
});

const listen = (query = '', lastEventId?: number) => Listener.to(at.intake, `/v1/stream${query}`, lastEventId);

/** Waits until the listener has been told of the newest event that it is to be told. */
async function hasAll(listener: Listener, expected: () => Promise<Told[]>): Promise<void> {
  const last = (await expected()).at(-1)!.id;
  await until(`it is told of ${last}`, () => listener.told.some(({ id }) => id === last), 60_000);
  expect(listener.told).toEqual(await expected());
}

async function delivered(destination: string, body = 'x'): Promise<string> {
  const { id } = await at.api.take(destination, body);
  await at.api.reaches(id, destination === 'refusing' ? 'deadLettered' : 'delivered');
  return id;
}

describe('the stream of all inputs', () => {
  it('tells from now on, and of inputs only', async () => {
    await delivered('orders');
    const head = await headOf(at.api);
    const listener = await listen();
    const { statusCode, headers } = listener.response;
    expect({ statusCode, type: headers['content-type'] }).toEqual({ statusCode: 200, type: 'text/event-stream' });
    expect(Number(headers['intake-position'])).toBeGreaterThanOrEqual(head);
    await at.api.register('no-input', { url: at.server.url });
    await delivered('letters');
    await delivered('refusing');
    await hasAll(listener, () => inputEvents(at.api, head));
    expect(listener.types).toContain('InputDeadLettered');
  });

  it('begins with the position it goes on from: cut off before any event, nothing is missed', async () => {
    const listener = await listen();
    await until('it is told where it begins', () => listener.heartbeats.length > 0);
    listener.leave();
    expect(listener.heartbeats[0]).toBe(Number(listener.response.headers['intake-position']));
    const id = await delivered('orders');
    const again = await listen('', listener.heartbeats[0]);
    await again.hears('InputDelivered');
    expect(again.told[0]!.data.stream).toBe(`input-${id}`);
  });

  it.each<[string, (event: Told['data']) => boolean]>([
    ['?destination=letters', (event) => destinationOf(event) === 'letters'],
    ['?destination=letters,refusing', (event) => destinationOf(event) !== 'orders'],
    ['?status=delivered', ({ type }) => type === 'InputDelivered'],
    ['?status=retrying,deadLettered', ({ type }) => /AttemptFailed|DeadLettered/.test(type)],
    ['?destination=orders&status=received', (e) => e.type === 'InputReceived' && destinationOf(e) === 'orders'],
  ])('%s tells these only, of what was and of what comes', async (query, fits) => {
    const before = await headOf(at.api);
    for (const destination of ['orders', 'letters', 'refusing']) await delivered(destination);
    const behind = await listen(`${query}&afterPosition=${before}`);
    const live = await listen(query);
    const from = Number(live.response.headers['intake-position']);
    for (const destination of ['refusing', 'letters', 'orders']) await delivered(destination);
    await hasAll(live, () => inputEvents(at.api, from, fits));
    await hasAll(behind, () => inputEvents(at.api, before, fits));
  });

  it('goes on after Last-Event-ID, which wins over afterPosition', async () => {
    await delivered('orders');
    const events = await inputEvents(at.api, 0);
    const from = events.at(-3)!.id;
    await hasAll(await listen('?afterPosition=1', from), () => inputEvents(at.api, from));
    await hasAll(await listen('?afterPosition=0'), () => inputEvents(at.api, 0));
  });

  it('waits for what comes after a position that is not there yet', async () => {
    const head = await headOf(at.api);
    const listener = await listen(`?afterPosition=${head + 1}`);
    await delivered('orders');
    await listener.hears('InputDelivered');
    expect(listener.types).toEqual(['InputDelivered']);
  });

  it.each([
    ['?status=lost', 'invalid-query'],
    ['?destination=Orders', 'invalid-query'],
    ['?afterPosition=-1', 'invalid-query'],
    ['?owner=x', 'invalid-query'],
  ])('%s is refused', async (query, code) => {
    expectProblem(await at.api.get(`/v1/stream${query}`), 400, code);
  });

  it('refuses a Last-Event-ID that is no position, and who has no key', async () => {
    expectProblem(await at.api.get('/v1/stream', { 'last-event-id': 'x' }), 400, 'invalid-header');
    expectProblem(await at.api.get('/v1/stream', { authorization: '' }), 401, 'unauthenticated');
  });
});

describe('after hours away, over thousands of events', () => {
  let away: number;

  beforeAll(async () => {
    away = await headOf(at.api);
    const clients = new Clients({ api: () => at.api, destination: 'orders', clients: 16, total: 1_500 });
    const rare = new Clients({ api: () => at.api, destination: 'letters', clients: 1, total: 15 });
    await Promise.all([clients.done(), rare.done()]);
    await until('all are delivered', async () => {
      const { body } = await at.api.read<{ items: unknown[] }>('/v1/inputs?status=received,retrying&limit=1');
      return body.items.length === 0;
    });
  }, 120_000);

  it('a listener is told all of it, and then what comes', async () => {
    const listener = await listen('', away);
    await until('it has caught up', () => listener.told.length >= 3_000, 60_000);
    await delivered('orders');
    await hasAll(listener, () => inputEvents(at.api, away));
  });

  it('so is one of few among them', async () => {
    const few = (event: Told['data']) => destinationOf(event) === 'letters';
    const listener = await listen('?destination=letters', away);
    await until('it has caught up', () => listener.told.length >= 30, 60_000);
    await delivered('letters');
    await hasAll(listener, () => inputEvents(at.api, away, few));
  });

  it('curl goes on where it was', async () => {
    const all = await inputEvents(at.api, away, (event) => destinationOf(event) === 'letters');
    const headers = [`Authorization: Bearer ${at.intake.key}`, `Last-Event-ID: ${all[10]!.id}`];
    const url = `${at.intake.url}/v1/stream?destination=letters`;
    const curl = startChild('curl', ['-sN', ...headers.flatMap((header) => ['-H', header]), url]);
    await curl.line((line) => line === `id: ${all.at(-1)!.id}`);
    await until('all of it has come', () => curl.lines.at(-1) === '');
    curl.kill('SIGTERM');
    await curl.exit;
    const lines = curl.lines.join('\n');
    const told = [...lines.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.+)\n/gm)].map(([, id, event, data]) => ({
      id: Number(id),
      event,
      data: JSON.parse(data!),
    }));
    expect(told).toEqual(all.slice(11));
  });
});

describe('while much happens', () => {
  it('whoever comes at whatever moment, from wherever, is told all from there in order', async () => {
    const begin = await headOf(at.api);
    const clients = new Clients({ api: () => at.api, destination: 'orders', clients: 8 });
    const listeners: { from: number; listener: Listener }[] = [];
    for (let n = 0; n < 40; n++) {
      await clients.more(20);
      // From now, from a little ago, from the beginning: the hand-over to the tail falls anywhere.
      const from = [undefined, begin, (await headOf(at.api)) - 5][n % 3];
      const listener = await listen('', from);
      listeners.push({ from: from ?? Number(listener.response.headers['intake-position']), listener });
    }
    await clients.stop();
    const last = await delivered('letters');
    const all = await inputEvents(at.api, begin);
    expect(all.some(({ data }) => data.stream === `input-${last}`)).toBe(true);
    for (const { from, listener } of listeners) {
      await until('it is told the last', () => listener.told.at(-1)?.id === all.at(-1)!.id, 60_000);
      expect(listener.told.map(({ id }) => id)).toEqual(all.map(({ id }) => id).filter((id) => id > from));
      listener.leave();
    }
  });
});

describe('an EventSource', () => {
  it('that loses its process goes on with another one, and misses nothing', async () => {
    const [first, second] = await Promise.all([api(), api()]);
    let standing = first;
    const told: number[] = [];
    const source = new EventSource(`${first.url}/v1/stream?destination=letters`, {
      fetch: (url, init) =>
        fetch(String(url).replace(first.url, standing.url), {
          ...init,
          headers: { ...init.headers, authorization: `Bearer ${standing.key}` },
        }),
    });
    for (const type of ['InputReceived', 'InputDelivered'])
      source.addEventListener(type, ({ lastEventId }) => told.push(Number(lastEventId)));
    await until('it is open', () => source.readyState === source.OPEN);
    const from = await headOf(at.api);
    const wanted = async () => {
      const events = await inputEvents(at.api, from, (event) => destinationOf(event) === 'letters');
      return events.map(({ id }) => id);
    };
    const tellsAll = async () => {
      const last = (await wanted()).at(-1);
      await until('it is told the last', () => told.at(-1) === last);
      expect(told).toEqual(await wanted());
    };
    await delivered('letters');
    await tellsAll();
    standing = second;
    await first.kill();
    for (let n = 0; n < 5; n++) await delivered('letters');
    await tellsAll();
    standing = await api();
    expect(await second.stop()).toBe(0);
    await delivered('letters');
    await tellsAll();
    source.close();
    expect(await standing.stop()).toBe(0);
  });

  const api = (): Promise<Intake> => startIntake(at.place, { INTAKE_ROLES: 'api' });
});

describe('heartbeats', () => {
  it('move a listener on over what it is not told', async () => {
    const head = await headOf(at.api);
    const first = patient.heartbeats[0]!;
    await until('it is moved on', () => patient.heartbeats.at(-1)! >= head, 60_000);
    expect(head).toBeGreaterThan(first);
    expect(patient.told).toEqual([]);
    expect(patient.heartbeats).toEqual(patient.heartbeats.toSorted((a, b) => a - b));
  });
});
