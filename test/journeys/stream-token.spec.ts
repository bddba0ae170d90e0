/** A browser's way to a live stream: a token instead of a key, from a page of another origin, and never in a log. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventSource } from 'eventsource';
import type { InputView } from '../../src/views/input.js';
import { type Intake, startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const PAGE = 'https://shop.example';
const NO_KEY = { authorization: '' };
const at = journey({ INTAKE_CORS_ORIGINS: PAGE, INTAKE_LOG_LEVEL: 'trace' });
const tokens: string[] = [];
let input: InputView;
let other: Intake;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
  input = await at.api.take('orders', 'x');
  await at.api.reaches(input.id, 'delivered');
  other = await startIntake(at.place, { INTAKE_ROLES: 'api', INTAKE_LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  expect(await other.stop()).toBe(0);
});

async function tokenFor(id: string): Promise<string> {
  const { status, body } = await at.api.ask<{ token: string }>('POST', `/v1/inputs/${id}/stream-token`);
  expect(status).toBe(200);
  tokens.push(body.token);
  return body.token;
}

/** As a browser's EventSource asks: no Authorization, and the page's origin. */
const listen = (path: string, token: string, url = at.intake.url) =>
  fetch(`${url}${path}?token=${token}`, { headers: { origin: PAGE, accept: 'text/event-stream' } });

describe('a stream token', () => {
  it('opens the stream of its input, with any process', async () => {
    const token = await tokenFor(input.id);
    for (const url of [at.intake.url, other.url]) {
      const answer = await listen(input.links.stream, token, url);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('event: InputDelivered\n');
    }
  });

  it('lives five minutes, and is kept by nobody', async () => {
    const { headers, body } = await at.api.ask<{ token: string; expiresAt: string }>(
      'POST',
      `/v1/inputs/${input.id}/stream-token`,
    );
    tokens.push(body.token);
    expect(headers.get('cache-control')).toBe('no-store');
    const inMs = new Date(body.expiresAt).getTime() - Date.now();
    expect(inMs).toBeGreaterThan(290_000);
    expect(inMs).toBeLessThanOrEqual(300_000);
  });

  it('opens nothing else', async () => {
    const token = await tokenFor(input.id);
    const second = await at.api.take('orders', 'y');
    const { self, events, body } = input.links;
    const closed = [second.links.stream, self, events, body, '/v1/stream', '/v1/inputs', '/v1/admin/events'];
    for (const path of closed) {
      const answer = await at.api.get(`${path}?token=${token}`, NO_KEY);
      expectProblem(answer, 401, 'unauthenticated');
    }
    for (const wrong of [`${token}x`.replace('.', '.A'), 'x', '']) {
      tokens.push(...(wrong.length > 9 ? [wrong] : []));
      expectProblem(await at.api.get(`${input.links.stream}?token=${wrong}`, NO_KEY), 401, 'unauthenticated');
    }
    expectProblem(
      await at.api.ask('POST', `/v1/inputs/${input.id}/stream-token?token=${token}`, { headers: NO_KEY }),
      401,
      'unauthenticated',
    );
  });

  it('is given for what is there, to who may see it', async () => {
    const nothing = '/v1/inputs/0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80/stream-token';
    expectProblem(await at.api.ask('POST', nothing), 404, 'not-found');
    expectProblem(await at.api.ask('POST', nothing, { headers: NO_KEY }), 401, 'unauthenticated');
  });

  it('stands in no line of any log, however much is logged', async () => {
    const token = await tokenFor(input.id);
    // What fails is logged with more than what goes well.
    for (const path of [input.links.stream, '/v1/nothing', '/v1/inputs/%00/stream']) {
      for (const url of [at.intake.url, other.url]) await (await listen(path, token, url)).text();
    }
    const lines = [...at.intake.child.lines, ...other.child.lines];
    expect(lines.length).toBeGreaterThan(0);
    for (const each of tokens) expect(lines.filter((line) => line.includes(each.slice(0, 40)))).toEqual([]);
  });
});

describe('a page of another origin', () => {
  it('may read a stream, and what it asks for before', async () => {
    const answer = await listen(input.links.stream, await tokenFor(input.id));
    await answer.text();
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(answer.headers.get('vary')).toBe('Origin');
    const preflight = await fetch(`${at.intake.url}/v1/stream`, {
      method: 'OPTIONS',
      headers: {
        origin: PAGE,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,last-event-id',
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-headers': 'authorization,last-event-id',
      'access-control-allow-methods': expect.stringContaining('GET'),
    });
  });

  it('hears an expired or wrong token as what it is, not as a failure of the network', async () => {
    const answer = await listen(input.links.stream, 'x');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
  });

  it('is told what happens by an EventSource, and left in peace when all is told', async () => {
    const fresh = await at.api.take('orders', 'x');
    const source = new EventSource(`${at.intake.url}${fresh.links.stream}?token=${await tokenFor(fresh.id)}`);
    const told: string[] = [];
    for (const type of ['InputReceived', 'InputDelivered'])
      source.addEventListener(type, ({ data }) => told.push(JSON.parse(data).type));
    // It comes back after the end of the stream, and is answered 204: closed for good.
    await until('it is closed', () => source.readyState === source.CLOSED);
    expect(told).toEqual(['InputReceived', 'InputDelivered']);
  });
});
