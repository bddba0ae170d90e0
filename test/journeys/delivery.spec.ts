/** What becomes of an input by what its destination does (design §6, G8, G10), end to end. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AttemptView } from '../../src/views/attempt.js';
import type { EventView } from '../../src/views/event.js';
import type { Destination } from '../support/destination.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();

type Answer = Destination['answer'];
const answers = new Map<string, Answer>();
const quickly = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 100 };

beforeAll(() => {
  at.server.answer = (response, request) => answers.get(request.path)!(response, request);
});

/** A destination of this name, with a path of its own at the test's server that answers like this. */
async function destination(name: string, answer: Answer, policy: Record<string, unknown> = {}): Promise<void> {
  answers.set(`/${name}`, answer);
  await at.api.register(name, { url: new URL(`/${name}`, at.server.url).href, retry: quickly, ...policy });
}

const status =
  (...codes: number[]): Answer =>
  (response) => {
    response.statusCode = codes.length > 1 ? codes.shift()! : codes[0]!;
    response.end(`answer ${response.statusCode}`);
  };

/** All at once: they have nothing to do with each other. */
const forEach = async (codes: number[], check: (code: number) => Promise<void>): Promise<void> => {
  await Promise.all(codes.map(check));
};

const submitted = async (name: string): Promise<string> =>
  (await at.api.take(name, 'x', { 'content-type': 'text/plain' })).id;
const requestsFor = (id: string) => at.server.received.filter(({ headers }) => headers['webhook-id'] === id);
const attemptsOf = async (id: string) =>
  (await at.api.get<{ items: AttemptView[] }>(`/v1/inputs/${id}/attempts`)).body.items;
async function firstAttempt(id: string): Promise<AttemptView> {
  await until('an attempt is recorded', async () => (await attemptsOf(id)).length > 0);
  return (await attemptsOf(id))[0]!;
}

describe('an input is delivered', () => {
  it('by an answer 200, 201, 204 or 299', () =>
    forEach([200, 201, 204, 299], async (code) => {
      await destination(`ok-${code}`, status(code));
      const input = await at.api.reaches(await submitted(`ok-${code}`), 'delivered');
      expect(input).toMatchObject({ attemptCount: 1, nextAttemptAt: null, reason: null, response: { status: code } });
      expect(input.settledAt).not.toBeNull();
    }));

  it('with what a destination needs to know about it', async () => {
    await destination('headers', status(200));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { body } = await at.api.submit('headers', 'x', { 'content-type': 'text/plain', traceparent });
    await at.api.reaches(body.id, 'delivered');
    const [request] = requestsFor(body.id);
    expect(request).toMatchObject({
      method: 'POST',
      headers: {
        'webhook-id': body.id,
        'webhook-timestamp': expect.stringMatching(/^\d{10}$/),
        'idempotency-key': body.id,
        'intake-attempt': '1',
        'intake-destination-version': '1',
        'content-type': 'text/plain',
        'accept-encoding': 'identity',
        traceparent,
      },
    });
  });

  it('even if the body of the answer breaks off', async () => {
    await destination('breaks-off', (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const input = await at.api.reaches(await submitted('breaks-off'), 'delivered');
    expect(input.response).toMatchObject({ status: 200, size: 4, truncated: true });
  });
});

describe('an input is tried again', () => {
  it('after an answer 408, 425, 429 or 5xx', () =>
    forEach([408, 425, 429, 500, 502, 503, 599], async (code) => {
      await destination(`again-${code}`, status(code, 200));
      const id = await submitted(`again-${code}`);
      expect(await at.api.reaches(id, 'delivered')).toMatchObject({ attemptCount: 2, response: { status: 200 } });
      expect(await attemptsOf(id)).toMatchObject([
        { number: 1, outcome: 'http-error', error: null, destinationVersion: 1, response: { status: code } },
        { number: 2, outcome: 'delivered', error: null, destinationVersion: 1, response: { status: 200 } },
      ]);
    }));

  it('with the same id and a count of its attempts', async () => {
    await destination('counting', status(500, 500, 500, 200));
    const id = await submitted('counting');
    await at.api.reaches(id, 'delivered');
    const sent = requestsFor(id).map(({ headers, body }) => [
      headers['webhook-id'],
      headers['idempotency-key'],
      headers['intake-attempt'],
      String(body),
    ]);
    expect(sent).toEqual(['1', '2', '3', '4'].map((count) => [id, id, count, 'x']));
  });

  it('at a time that it tells', async () => {
    await destination('tells', status(500), { retry: { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 } });
    const input = await at.api.reaches(await submitted('tells'), 'retrying');
    expect(input).toMatchObject({ attemptCount: 1, settledAt: null, reason: null, response: { status: 500 } });
    const waits = Date.parse(input.nextAttemptAt!) - Date.parse(input.receivedAt);
    expect(waits).toBeGreaterThan(0);
    expect(waits).toBeLessThan(3_600_000 + 60_000);
  });

  it('no sooner than the destination asks for', async () => {
    await destination('asks', (response) => {
      response.writeHead(429, { 'retry-after': '1800' });
      response.end();
    });
    const id = await submitted('asks');
    await at.api.reaches(id, 'retrying');
    const failed = (await at.api.events(id)).find(({ type }) => type === 'InputAttemptFailed');
    expect(failed?.data).toMatchObject({ delayMs: 1_800_000 });
  });

  it('after no answer in time', async () => {
    let hung = false;
    await destination(
      'times-out',
      (response) => {
        if (hung) response.end();
        hung = true;
      },
      { timeoutMs: 100 },
    );
    const id = await submitted('times-out');
    const attempt = await firstAttempt(id);
    expect(attempt).toMatchObject({ outcome: 'timeout', response: null });
    expect(attempt.error).toMatch(/100 ms/);
    expect(attempt.durationMs).toBeGreaterThanOrEqual(99);
    await at.api.reaches(id, 'delivered');
  });

  it('after a connection that was refused, once somebody listens', async () => {
    const listen = (port: number): Promise<Server> =>
      new Promise((resolve) => {
        const server = createServer((_, response) => response.end()).listen(port, '127.0.0.1', () => resolve(server));
      });
    const taken = await listen(0);
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    await at.api.register('refused', { url: `http://127.0.0.1:${port}/`, retry: quickly });
    const id = await submitted('refused');
    expect(await firstAttempt(id)).toMatchObject({ outcome: 'network-error', error: 'ECONNREFUSED', response: null });
    const server = await listen(port);
    await at.api.reaches(id, 'delivered');
    server.closeAllConnections();
    server.close();
  });

  it('after an answer that is cut off before it begins, a name that nobody has, and TLS with who has none', async () => {
    await destination('cut-off', (response) => response.destroy());
    await at.api.register('no-name', { url: 'http://no-such-name.invalid/', retry: quickly });
    await at.api.register('no-tls', { url: at.server.url.replace('http:', 'https:'), retry: quickly });
    const outcomeOf = async (name: string) => (await firstAttempt(await submitted(name))).outcome;
    expect(await outcomeOf('cut-off')).toBe('network-error');
    expect(await outcomeOf('no-name')).toBe('dns-error');
    expect(await outcomeOf('no-tls')).toBe('tls-error');
    for (const name of ['cut-off', 'no-name', 'no-tls']) await at.api.remove(name);
  });
});

describe('an input is given up', () => {
  it('as exhausted after its last attempt, and no sooner', async () => {
    await destination('exhausts', status(500), { retry: { ...quickly, maxAttempts: 3 } });
    const id = await submitted('exhausts');
    const input = await at.api.reaches(id, 'deadLettered');
    expect(input).toMatchObject({
      reason: 'exhausted',
      attemptCount: 3,
      nextAttemptAt: null,
      response: { status: 500 },
    });
    expect(requestsFor(id)).toHaveLength(3);
    expect((await at.api.events(id)).map(({ type }) => type)).toEqual([
      'InputReceived',
      'InputAttemptFailed',
      'InputAttemptFailed',
      'InputAttemptFailed',
      'InputDeadLettered',
    ]);
    expect((await at.api.get(input.links.response)).body).toBe('answer 500');
  });

  it('as rejected by any other answer, and a redirect is not followed', () =>
    forEach([300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 409, 422], async (code) => {
      await destination(`rejects-${code}`, (response) => {
        response.writeHead(code, { location: '/elsewhere' });
        response.end();
      });
      const id = await submitted(`rejects-${code}`);
      const input = await at.api.reaches(id, 'deadLettered');
      expect(input).toMatchObject({ reason: 'rejected', attemptCount: 1, response: { status: code } });
      expect(requestsFor(id)).toHaveLength(1);
      expect(at.server.received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
    }));

  it('as gone by an answer 410, which also disables the destination', async () => {
    await destination('leaves', status(410));
    const id = await submitted('leaves');
    expect(await at.api.reaches(id, 'deadLettered')).toMatchObject({ reason: 'gone', attemptCount: 1 });
    const state = async () => (await at.api.get<{ state: string }>('/v1/destinations/leaves')).body.state;
    await until('the destination is disabled', async () => (await state()) === 'disabled');
    expectProblem(await at.api.submit('leaves', 'x'), 409, 'destination-disabled');
    const { body } = await at.api.get<{ items: EventView[] }>('/v1/admin/events?stream=destination-leaves');
    const failed = (await at.api.events(id)).find(({ type }) => type === 'InputAttemptFailed');
    expect(body.items.at(-1)).toMatchObject({
      type: 'DestinationDisabled',
      data: { reason: 'gone' },
      metadata: { actor: 'disable-when-gone', causationId: failed?.id, correlationId: failed?.metadata.correlationId },
    });
  });
});

describe('destinations do not hold each other up', () => {
  it('where one of them hangs with all its inputs', async () => {
    const hanging: ServerResponse[] = [];
    await destination('hangs', (response) => hanging.push(response), { timeoutMs: 60_000, concurrency: 1_000 });
    await destination('alive', status(200));
    const ids = await Promise.all(Array.from({ length: 200 }, () => submitted('hangs')));
    await until('all places are taken', () => hanging.length >= 128);
    for (const id of await Promise.all(Array.from({ length: 20 }, () => submitted('alive'))))
      await at.api.reaches(id, 'delivered');
    answers.set('/hangs', status(200));
    for (const response of hanging) response.end();
    await at.api.reaches(ids.at(-1)!, 'delivered');
  });

  it('and none has more under way at once than it wants', async () => {
    let underWay = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    await destination(
      'narrow',
      (response) => {
        most = Math.max(most, ++underWay);
        waiting.push(() => {
          underWay--;
          response.end();
        });
      },
      { concurrency: 2 },
    );
    const ids = await Promise.all(Array.from({ length: 9 }, () => submitted('narrow')));
    const delivered = async () => {
      const { body } = await at.api.read<{ items: unknown[] }>('/v1/inputs?destination=narrow&status=delivered');
      return body.items.length;
    };
    await until('two are under way', () => waiting.length === 2);
    for (let done = 1; done <= ids.length; done++) {
      await until('one is there to be answered', () => waiting.length > 0);
      waiting.shift()!();
      await until('it is delivered', async () => (await delivered()) >= done);
    }
    expect(most).toBe(2);
  });
});

describe('where private addresses are not allowed', () => {
  it('none is taken, and one that was taken before gets nothing', async () => {
    await destination('private', status(200));
    const named = at.server.url.replace('127.0.0.1', 'localhost');
    await at.api.register('named', { url: named, retry: quickly });
    await at.restart({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: 'off' });
    for (const name of ['private', 'named']) {
      const id = await submitted(name);
      const input = await at.api.reaches(id, 'deadLettered');
      expect(input).toMatchObject({ reason: 'address-not-allowed', attemptCount: 1, response: null });
      expect(await attemptsOf(id)).toMatchObject([{ outcome: 'address-not-allowed' }]);
      expect(requestsFor(id)).toEqual([]);
    }
    for (const url of [
      'http://127.0.0.1/',
      'http://[::1]/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://10.0.0.1/',
      'http://169.254.169.254/',
      'http://[::ffff:7f00:1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://[2002:7f00:1::]/',
      named,
    ])
      expectProblem(await at.api.put('refused-here', { url }), 422, 'validation-failed');
  });
});
