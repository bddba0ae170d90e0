/** Keys that are given and taken back, and what their holders see: only what is theirs (G12). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessKeyView } from '../../src/views/access-key.js';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import type { OperationView } from '../../src/views/operation.js';
import { type Holder, newHolder } from '../support/access-keys.js';
import { Api, persistently } from '../support/api.js';
import { cli, toldOf } from '../support/cli.js';
import { withClient } from '../support/database.js';
import { type Intake, startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey();
/** Another process: what is done at one is known at the other. */
let second: Intake;
let anna: Holder;
let bert: Holder;

beforeAll(async () => {
  second = await startIntake(at.place, { INTAKE_ROLES: 'api' });
  for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
  anna = await newHolder(at.intake, 'submitter', { owner: 'anna', destinations: ['orders'] });
  bert = await newHolder(at.intake, 'submitter', { owner: 'bert' });
});
afterAll(async () => expect(await second.stop()).toBe(0));

const inSoon = (ms: number) => new Date(Date.now() + ms).toISOString();
const revoke = (id: string) => at.api.ask('DELETE', `/v1/access-keys/${id}`);
const atSecond = ({ key }: Holder) => new Api(second.url, key);
const isOut = (api: Api) =>
  until('it is let in no more', async () => (await api.get('/v1/whoami')).status === 401, 5_000);

describe('an access key', () => {
  it('is shown once, and nothing of it is kept', async () => {
    const body = { name: 'checkout', owner: 'shop', roles: ['submitter'], destinations: ['orders'] };
    const issued = await at.api.ask<AccessKeyView & { key: string }>('POST', '/v1/access-keys', { body });
    const { key, ...rest } = issued.body;
    expect([issued.status, rest]).toEqual([
      201,
      {
        ...{ id: key.slice(3, 11), ...body, state: 'live', expiresAt: null, revokedAt: null, revokedBy: null },
        ...{ createdBy: 'admin', createdAt: expect.stringMatching(/^20.*Z$/) },
      },
    ]);
    expect(key).toMatch(/^ik_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
    const there = issued.headers.get('location')!;
    expect((await at.api.get(there)).body).toEqual(rest);
    const asNew = { 'intake-min-position': issued.headers.get('intake-position')! };
    const list = await persistently(() => at.api.get<{ items: AccessKeyView[] }>('/v1/access-keys', asNew));
    expect(list.body.items[0]).toEqual(rest);
    await withClient(at.place.databaseUrl, async (owner) => {
      const { rows } = await owner.query('select count(*) as n from intake.events where data::text like $1', [
        `%${key.slice(12)}%`,
      ]);
      expect(Number(rows[0].n)).toBe(0);
    });
  });

  it.each<[string, object, string]>([
    ['no owner', { owner: undefined }, '/owner'],
    ['no role', { roles: [] }, '/roles'],
    ['a role that is none', { roles: ['root'] }, '/roles/0'],
    ['a destination that is no name', { destinations: ['A B'] }, '/destinations/0'],
    ['a time that is over', { expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['something unknown', { secret: 'x' }, '/secret'],
  ])('is not issued with %s', async (_, wrong, pointer) => {
    const body = { name: 'n', owner: 'o', roles: ['submitter'], ...wrong };
    const answer = await at.api.ask('POST', '/v1/access-keys', { body });
    expectProblem(answer, 422, 'validation-failed');
    expect(answer.body).toMatchObject({ errors: [{ in: 'body', pointer }] });
  });

  it('says who its holder is', async () => {
    expect((await anna.api.get('/v1/whoami')).body).toEqual({
      ...{ actor: `ik_${anna.id}`, owner: 'anna', role: 'submitter', destinations: ['orders'], expiresAt: null },
    });
    const both = await newHolder(at.intake, 'operator', { roles: ['submitter', 'operator'] });
    expect((await both.api.get('/v1/whoami')).body).toMatchObject({ role: 'operator', destinations: null });
  });

  it('stands in the log as who did it', async () => {
    const { id } = await anna.api.take('orders', 'x');
    const { body } = await at.api.get<{ items: EventView[] }>(`/v1/admin/events?actor=ik_${anna.id}`);
    expect(body.items.map(({ stream, type }) => [stream, type])).toEqual([[`input-${id}`, 'InputReceived']]);
    expect(await at.api.input(id)).toMatchObject({ submittedBy: `ik_${anna.id}` });
  });

  it('that is not there is 404, and revoking twice is revoking', async () => {
    expectProblem(await at.api.get('/v1/access-keys/aaaaaaaa'), 404, 'not-found');
    expectProblem(await revoke('aaaaaaaa'), 404, 'not-found');
    expectProblem(await revoke('A'), 400, 'invalid-identifier');
    const { id } = await newHolder(at.intake, 'submitter');
    expect([(await revoke(id)).status, (await revoke(id)).status]).toEqual([204, 204]);
    expect((await at.api.get(`/v1/access-keys/${id}`)).body).toMatchObject({ state: 'revoked', revokedBy: 'admin' });
  });
});

describe('taken back, a key', () => {
  it('lets nobody in within 5 s, at any process, and the streams that it opened end', async () => {
    const holder = await newHolder(at.intake, 'submitter', { owner: 'anna' });
    const { links } = await holder.api.take('letters', 'x', { 'intake-deliver-at': inSoon(3_600_000) });
    expect((await atSecond(holder).get('/v1/whoami')).status).toBe(200);
    const listeners = await Promise.all(
      [at.intake.url, second.url].flatMap((url) =>
        ['/v1/stream', links.stream].map((path) => Listener.to({ url, key: holder.key }, path)),
      ),
    );
    const token = (await holder.api.ask<{ token: string }>('POST', `${links.self}/stream-token`)).body.token;
    await revoke(holder.id);
    for (const listener of listeners) await until('it has ended', () => listener.ended, 5_000);
    for (const api of [holder.api, atSecond(holder)]) {
      await isOut(api);
      const answer = await api.get('/v1/whoami');
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.body).toMatchObject({ detail: 'the access key was revoked' });
    }
    const open = await fetch(`${second.url}${links.stream}?token=${token}`);
    expect(open.status).toBe(401);
  });

  it('says nothing of itself to who has not the whole of it', async () => {
    const { id, key } = await newHolder(at.intake, 'submitter');
    await revoke(id);
    const guess = new Api(at.intake.url, `ik_${id}_${'A'.repeat(43)}`);
    expect((await guess.get('/v1/whoami')).body).toMatchObject({ detail: 'the access key is not valid' });
    await until('it says why', async () => {
      const { body } = await new Api(at.intake.url, key).get<{ detail?: string }>('/v1/whoami');
      return body.detail === 'the access key was revoked';
    });
  });

  it('is as good as one that has expired, whose streams end by themselves', async () => {
    const holder = await newHolder(at.intake, 'submitter', { expiresAt: inSoon(1_500) });
    const listener = await Listener.to(holder.at, '/v1/stream');
    await until('it has ended', () => listener.ended, 5_000);
    const answer = await holder.api.get('/v1/whoami');
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.body).toMatchObject({ detail: 'the access key has expired' });
  });
});

describe('on the command line', () => {
  const ask = (...args: string[]) => cli(args, toldOf(at.intake));

  it('a key is issued, used, listed and revoked', async () => {
    const issued = await ask('keys', 'issue', 'of the shop', '--owner', 'shop', '--destinations', 'orders,letters');
    expect(issued).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ik_[a-z2-7]{8}_[A-Za-z0-9_-]{43}\n$/) });
    const key = issued.stdout.trim();
    const asHolder = (...args: string[]) => cli(args, toldOf({ ...at.intake, key }), 'two coffees');
    expect(await asHolder('submit', 'orders', '-')).toMatchObject({ code: 0 });
    const destinations = await asHolder('destinations');
    expect(destinations).toMatchObject({ code: 0, stdout: expect.stringMatching(/^orders +active$/m) });
    expect(await asHolder('keys')).toMatchObject({ code: 4, stderr: expect.stringContaining('forbidden') });
    const line = new RegExp(`^${key.slice(0, 11)} +live +submitter +shop +orders, letters +never +of the shop$`, 'm');
    await until('it is listed', async () => line.test((await ask('keys')).stdout));
    expect(await ask('keys', 'revoke', key.slice(3, 11))).toMatchObject({ code: 0 });
    await isOut(new Api(at.intake.url, key));
    expect(await asHolder('inputs')).toMatchObject({ code: 4, stderr: expect.stringContaining('revoked') });
  });
});

describe('a submitter', () => {
  const idsOf = async (api: Api, path: string, asNew: Record<string, string>) => {
    const { body } = await persistently(() => api.get<{ items: InputView[] }>(path, asNew));
    return body.items.map(({ id }) => id);
  };

  it('lists what belongs to its owner, by all its keys, and nothing else', async () => {
    const [of, foreign] = [await anna.api.take('orders', 'a'), await bert.api.take('orders', 'b')];
    const again = await newHolder(at.intake, 'submitter', { owner: 'anna' });
    const asNew = { 'intake-min-position': String(Math.max(of.position, foreign.position)) };
    for (const { api } of [anna, again]) {
      const ids = await idsOf(api, '/v1/inputs?limit=100', asNew);
      expect(ids).toContain(of.id);
      expect(ids).not.toContain(foreign.id);
    }
    expect(await idsOf(anna.api, '/v1/inputs?destination=orders&submittedBy=admin', asNew)).toEqual([]);
    expect(await idsOf(bert.api, '/v1/inputs?limit=100', asNew)).toEqual([foreign.id]);
    expect(await idsOf(at.api, '/v1/inputs?limit=100', asNew)).toEqual(expect.arrayContaining([of.id, foreign.id]));
  });

  it('hears of its own inputs only, from now on and from the beginning', async () => {
    const listeners = [
      await Listener.to(anna.at, '/v1/stream'),
      await Listener.to(anna.at, '/v1/stream?afterPosition=0'),
    ];
    const foreign = await bert.api.take('orders', 'b');
    const { id } = await anna.api.take('orders', 'a');
    for (const listener of listeners) {
      await until('it hears of its own', () => listener.told.some(({ data }) => data.stream === `input-${id}`));
      expect(listener.told.map(({ data }) => data.stream)).not.toContain(`input-${foreign.id}`);
      listener.leave();
    }
  });

  it('sends to the destinations of its key, and sees their names and states', async () => {
    expectProblem(await anna.api.submit('letters', 'x'), 403, 'forbidden');
    expectProblem(await anna.api.submit('nowhere', 'x'), 403, 'forbidden');
    const batch = { body: '1\n', headers: { 'content-type': 'application/x-ndjson' } };
    expectProblem(await anna.api.ask('POST', '/v1/destinations/letters/inputs/batch', batch), 403, 'forbidden');
    expectProblem(await anna.api.get('/v1/destinations/letters'), 403, 'forbidden');
    const orders = { name: 'orders', state: 'active' };
    await until('the list has come so far', async () => {
      const { body } = await anna.api.get<{ items: object[] }>('/v1/destinations');
      return body.items.length === 1 && JSON.stringify(body.items[0]) === JSON.stringify(orders);
    });
    expect((await anna.api.get('/v1/destinations/orders')).body).toEqual(orders);
    expect((await bert.api.get('/v1/destinations/letters')).body).toEqual({ name: 'letters', state: 'active' });
    expect((await at.api.get('/v1/destinations/letters')).body).toMatchObject({ name: 'letters', url: at.server.url });
  });

  it('has its own Idempotency-Keys', async () => {
    const sent = { 'idempotency-key': 'the same' };
    const ids = await Promise.all([anna, bert].map(async ({ api }) => (await api.take('orders', 'x', sent)).id));
    expect(new Set(ids).size).toBe(2);
    expect((await anna.api.take('orders', 'x', sent)).id).toBe(ids[0]);
  });

  it('calls back its own inputs only', async () => {
    const { links } = await anna.api.take('orders', 'x', { 'intake-deliver-at': inSoon(3_600_000) });
    expectProblem(await bert.api.ask('POST', `${links.self}/cancel`), 404, 'not-found');
    expect(await anna.api.ask('POST', `${links.self}/cancel`)).toMatchObject({
      status: 202,
      body: { status: 'cancelled' },
    });
  });
});

describe('an operator', () => {
  it('sees all inputs, and of long work what it has started', async () => {
    const [one, two] = [await newHolder(at.intake, 'operator'), await newHolder(at.intake, 'operator')];
    const { id } = await bert.api.take('orders', 'x');
    expect((await one.api.get(`/v1/inputs/${id}`)).status).toBe(200);
    const begun = await persistently(() =>
      one.api.ask<OperationView>('POST', '/v1/inputs/retry', { body: { filter: { destination: ['letters'] } } }),
    );
    expect([begun.status, begun.body.startedBy]).toEqual([202, `ik_${one.id}`]);
    const there = `/v1/admin/operations/${begun.body.id}`;
    for (const api of [one.api, at.api]) expect((await api.get(there)).status).toBe(200);
    expectProblem(await two.api.get(there), 404, 'not-found');
    expectProblem(await two.api.get(`${there}/stream`), 404, 'not-found');
    expectProblem(await two.api.ask('POST', `${there}/cancel`), 404, 'not-found');
    const listed = async (api: Api) =>
      (await api.get<{ items: OperationView[] }>('/v1/admin/operations')).body.items.map((each) => each.id);
    expect(await listed(one.api)).toEqual([begun.body.id]);
    expect(await listed(two.api)).toEqual([]);
    expect(await listed(at.api)).toContain(begun.body.id);
  });
});
