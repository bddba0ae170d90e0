/** What an operator does with a destination that stands: pauses it, tests it, resets its breaker, rotates its secret. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { TestAttempt } from '../../src/views/attempt.js';
import type { DestinationView, NewSecret } from '../../src/views/destination.js';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { type Answer, Api } from '../support/api.js';
import { type Intake, startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { freePort } from '../support/ports.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
const others: Intake[] = [];

afterEach(async () => {
  at.server.answer = (response) => response.end();
  for (const intake of others.splice(0)) expect(await intake.stop()).toBe(0);
});

const quickly = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 100 };
const post = <T = DestinationView>(name: string, verb: string, api: Api = at.api) =>
  api.ask<T>('POST', `/v1/destinations/${name}/${verb}`);
const shown = async (name: string) => (await at.api.read<DestinationView>(`/v1/destinations/${name}`)).body;
const listed = async (name: string) => {
  const { body } = await at.api.read<{ items: DestinationView[] }>('/v1/destinations?limit=100');
  return body.items.find((destination) => destination.name === name);
};
const factsOf = async (stream: string) => {
  const { body } = await at.api.read<{ items: EventView[] }>(`/v1/admin/events?stream=${stream}`);
  return body.items.map(({ type }) => type);
};
const headOfLog = async () => Number((await at.api.get('/v1/admin/events?limit=1')).headers.get('intake-position'));
const sentTo = (webhookId: string) => at.server.received.filter(({ headers }) => headers['webhook-id'] === webhookId);
/** A process that answers clients and does nothing else. */
const apiAlone = async (env: Record<string, string> = {}) => {
  const intake = await startIntake(at.place, { INTAKE_ROLES: 'api', ...env });
  others.push(intake);
  return intake.api;
};

describe('a destination that is paused', () => {
  it('takes inputs, gets nothing, and gets them in their order when it is resumed', async () => {
    await at.api.register('pausing', { url: at.server.url, concurrency: 1 });
    expect(await post('pausing', 'pause')).toMatchObject({ status: 200, body: { state: 'paused', version: 2 } });
    const inputs: InputView[] = [];
    for (const n of [1, 2, 3]) inputs.push(await at.api.take('pausing', `${n}`));
    // Through and later: whoever looks for work has looked past those that wait.
    await at.api.register('beside', { url: at.server.url });
    await at.api.reaches((await at.api.take('beside', 'x')).id, 'delivered');
    expect(inputs.flatMap(({ id }) => sentTo(id))).toEqual([]);
    expect(await post('pausing', 'resume')).toMatchObject({ status: 200, body: { state: 'active', version: 3 } });
    for (const { id } of inputs) await at.api.reaches(id, 'delivered');
    const ids = at.server.received.map(({ headers }) => headers['webhook-id']);
    expect(ids.filter((id) => inputs.some((input) => input.id === id))).toEqual(inputs.map(({ id }) => id));
  });

  it('is so once, however often it is asked for, and disabled or not', async () => {
    await at.api.register('twice', { url: at.server.url });
    for (const verb of ['pause', 'pause', 'disable', 'disable', 'pause', 'enable', 'enable', 'resume', 'resume'])
      expect((await post('twice', verb)).status).toBe(200);
    expect(await factsOf('destination-twice')).toEqual([
      'DestinationRegistered',
      'DestinationPaused',
      'DestinationDisabled',
      'DestinationEnabled',
      'DestinationResumed',
    ]);
    expect((await post('twice', 'pause')).body).toMatchObject({ state: 'paused', version: 6 });
    await until('it is listed so', async () => (await listed('twice'))?.state === 'paused');
  });
});

describe('a test of a destination', () => {
  const test = (name: string, api = at.api) => post<TestAttempt>(name, 'test', api);

  it('sends a marked, signed sample with its own headers and credentials, and shows the answer', async () => {
    at.server.answer = (response) => response.writeHead(202, { 'content-type': 'text/plain' }).end('got it');
    const auth = { type: 'bearer', token: 'for-the-test' };
    const { secret } = await at.api.register('tested', { url: at.server.url, headers: { 'x-own': 'value' }, auth });
    const before = await headOfLog();
    const { status, headers, body } = await test('tested');
    expect(headers.get('intake-position')).toMatch(/^\d+$/);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        number: 1,
        outcome: 'delivered',
        error: null,
        destinationVersion: 1,
        response: { status: 202, contentType: 'text/plain', size: 6, body: { encoding: 'utf8', data: 'got it' } },
      },
    });
    const [sample, ...more] = sentTo(body.webhookId);
    expect(more).toEqual([]);
    expect(sample?.headers).toMatchObject({
      'intake-test': 'true',
      'intake-attempt': '1',
      'intake-destination-version': '1',
      'x-own': 'value',
      authorization: 'Bearer for-the-test',
    });
    const verified = new Webhook(secret).verify(sample!.body, sample!.headers as Record<string, string>);
    expect(verified).toMatchObject({ type: 'intake.test', data: { destination: 'tested' } });
    // It is no input; that it was asked for is all that the log is told, and not in its destination's stream.
    expect(await headOfLog()).toBe(before + 1);
    expect(await factsOf(`test-${body.webhookId}`)).toEqual(['TestRequested']);
    expect(await shown('tested')).toMatchObject({ version: 1 });
    expect((await at.api.get(`/v1/inputs/${body.webhookId}`)).status).toBe(404);
  });

  it('is made in a process of the api alone, while it is paused, and while it is disabled', async () => {
    await at.api.register('quiet', { url: at.server.url });
    const api = await apiAlone();
    for (const verb of ['pause', 'disable']) {
      await post('quiet', verb);
      expect(await test('quiet', api)).toMatchObject({ status: 200, body: { outcome: 'delivered' } });
    }
  });

  it('shows what went wrong', async () => {
    await at.api.register('failing', { url: at.server.url });
    at.server.answer = (response) => response.writeHead(500).end('no');
    expect(await test('failing')).toMatchObject({
      status: 200,
      body: { outcome: 'http-error', response: { status: 500, body: { data: 'no' } } },
    });
    await at.api.register('nobody', { url: `http://127.0.0.1:${await freePort()}/` });
    expect(await test('nobody')).toMatchObject({
      status: 200,
      body: { outcome: 'network-error', error: 'ECONNREFUSED', response: null },
    });
    await at.api.register('silent', { url: at.server.url, timeoutMs: 100 });
    at.server.answer = () => {};
    expect(await test('silent')).toMatchObject({ status: 200, body: { outcome: 'timeout', response: null } });
  });

  // The same look at the address as at a delivery: the button is no way around it.
  it('does not reach what is not allowed', async () => {
    await at.api.register('inside', { url: at.server.url });
    const before = at.server.received.length;
    for (const allowed of ['off', '10.0.0.0/8']) {
      const api = await apiAlone({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: allowed });
      expect(await test('inside', api)).toMatchObject({
        status: 200,
        body: { outcome: 'address-not-allowed', response: null },
      });
      expectProblem(await api.put('other', { url: at.server.url }), 422, 'validation-failed');
    }
    expect(at.server.received).toHaveLength(before);
    const api = await apiAlone({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: '127.0.0.0/8' });
    expect(await test('inside', api)).toMatchObject({ status: 200, body: { outcome: 'delivered' } });
  });
});

describe('the breaker of a destination', () => {
  it('is shown wherever the destination is, and is closed by hand once', async () => {
    at.server.answer = (response) => response.writeHead(500).end();
    await at.api.register('breaking', { url: at.server.url, retry: quickly });
    const input = await at.api.take('breaking', 'x');
    await until('it has opened', async () => (await shown('breaking')).breaker !== 'closed', 40_000);
    await until('it is listed so', async () => (await listed('breaking'))?.breaker !== 'closed');
    at.server.answer = (response) => response.end();
    expect(await post('breaking', 'reset-breaker')).toMatchObject({
      status: 200,
      body: { breaker: 'closed', version: 2 },
    });
    expect(await post('breaking', 'reset-breaker')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await factsOf('destination-breaking')).toEqual(['DestinationRegistered', 'DestinationBreakerReset']);
    await at.api.reaches(input.id, 'delivered');
  });
});

describe('a signing secret', () => {
  const verifies = (secret: string, { headers, body }: { headers: object; body: Buffer }) => {
    try {
      new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  };

  it('is rotated: old and new ones verify, and no answer but the one that made it shows it', async () => {
    const { secret: first } = await at.api.register('signed', { url: at.server.url });
    const rotated: Answer<NewSecret> = await post('signed', 'rotate-secret');
    expect(rotated).toMatchObject({ status: 200, body: { secret: expect.stringMatching(/^whsec_/) } });
    expect(rotated.headers.get('etag')).toBe('"2"');
    const { secret: second } = rotated.body;
    const input = await at.api.take('signed', 'two coffees');
    await at.api.reaches(input.id, 'delivered');
    const [request] = sentTo(input.id);
    expect([first, second, `whsec_${Buffer.alloc(32).toString('base64')}`].map((s) => verifies(s, request!))).toEqual([
      true,
      true,
      false,
    ]);
    expect(await shown('signed')).not.toHaveProperty('secret');
    // Made anew after it was deleted, it has a secret of its own.
    await at.api.remove('signed');
    const { secret: third } = await at.api.register('signed', { url: at.server.url });
    expect(new Set([first, second, third]).size).toBe(3);
  });
});

describe('the one switch for all sending', () => {
  const turn = (verb: string) => at.api.ask('POST', `/v1/admin/delivery/${verb}`);
  const told = async () => {
    const { status, body } = await at.api.get<{ checks: Record<string, unknown> }>('/health/ready');
    return { status, delivery: body.checks.delivery };
  };

  it('is turned once, however often it is asked for, and told by every process, which stays ready', async () => {
    expect(await turn('resume')).toMatchObject({ status: 200, body: { paused: false } });
    for (const _ of [1, 2]) expect(await turn('pause')).toMatchObject({ status: 200, body: { paused: true } });
    expect(await told()).toMatchObject({
      status: 200,
      delivery: { ok: true, detail: expect.stringMatching(/^paused/) },
    });
    const other = new Api((await startBeside()).url, at.intake.key);
    expect((await other.get('/health/ready')).body).toMatchObject({
      checks: { delivery: { detail: expect.stringMatching(/^paused/) } },
    });
    for (const _ of [1, 2]) expect(await turn('resume')).toMatchObject({ status: 200, body: { paused: false } });
    expect(await told()).toMatchObject({ status: 200, delivery: { ok: true, detail: 'not paused' } });
    expect(await factsOf('delivery-all')).toEqual(['DeliveryPaused', 'DeliveryResumed']);
  });

  const startBeside = async () => {
    const intake = await startIntake(at.place, { INTAKE_ROLES: 'delivery', INTAKE_ADMIN_KEY: undefined });
    others.push(intake);
    return intake;
  };
});
