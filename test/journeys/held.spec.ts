/** Why an input is not going out, and until when. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Held } from '../../src/views/held.js';
import type { InputView } from '../../src/views/input.js';
import { withClient } from '../support/database.js';
import { startIntake } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();
const at500 = (name: string) => new URL(`/500/${name}`, at.server.url).href;
const hourly = { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

beforeAll(() => {
  at.server.answer = (response, { path }) => {
    if (path.startsWith('/asks')) response.writeHead(429, { 'retry-after': '1800' });
    else if (path.startsWith('/rejects')) response.statusCode = 400;
    else if (path.startsWith('/500')) response.statusCode = 500;
    response.end();
  };
});

const command = async (path: string): Promise<void> => {
  expect((await at.api.ask('POST', `/v1/${path}`)).status).toBeLessThan(300);
};
const take = async (name: string, headers: Record<string, string> = {}): Promise<string> =>
  (await at.api.take(name, 'x', headers)).id;

/** Waits until this is what holds it. */
async function isHeld(id: string, held: Partial<Held> | null): Promise<InputView> {
  let now: InputView | undefined;
  await until(
    () => `it is held by ${JSON.stringify(held)}; it is ${JSON.stringify(now)}`,
    async () => {
      now = await at.api.input(id);
      return (now.held?.reason ?? null) === (held?.reason ?? null);
    },
  );
  if (held) expect(now!.held).toEqual({ until: null, blockedBy: null, ...held });
  return now!;
}
const heldOf = async (name: string): Promise<InputView[]> =>
  (await at.api.read<{ items: InputView[] }>(`/v1/inputs?held=true&destination=${name}`)).body.items;

/** Waits until these are the ones that the list shows: it comes through Kafka. */
async function areListed(name: string, ids: string[]): Promise<void> {
  let now: string[] = [];
  await until(
    () => `the list shows ${ids}; it shows ${now}`,
    async () => {
      now = (await heldOf(name)).map(({ id }) => id);
      return now.join() === ids.join();
    },
  );
}

describe('an input is held', () => {
  it('while its destination is paused, and goes out when it is resumed', async () => {
    await at.api.register('paused', { url: at.server.url });
    await command('destinations/paused/pause');
    const id = await take('paused');
    await isHeld(id, { reason: 'paused' });
    await areListed('paused', [id]);
    expect((await heldOf('paused'))[0]!.held).toEqual({ reason: 'paused', until: null, blockedBy: null });
    await command('destinations/paused/resume');
    expect((await at.api.reaches(id, 'delivered')).held).toBeNull();
    await areListed('paused', []);
  });

  it('while its destination is disabled', async () => {
    await at.api.register('disabled', { url: at500('disabled'), retry: hourly });
    const id = await take('disabled');
    await at.api.reaches(id, 'retrying');
    await isHeld(id, null);
    await command('destinations/disabled/disable');
    await isHeld(id, { reason: 'paused' });
  });

  it('until it is to be delivered', async () => {
    await at.api.register('scheduled', { url: at.server.url });
    const deliverAt = inAnHour();
    const id = await take('scheduled', { 'intake-deliver-at': deliverAt });
    await isHeld(id, { reason: 'scheduled', until: deliverAt });
    await areListed('scheduled', [id]);
    await command('destinations/scheduled/pause');
    await isHeld(id, { reason: 'paused' });
  });

  it('by those before it with its ordering key, and by a dead one where its destination says so', async () => {
    for (const onDeadOrderingKey of ['block', 'skip'])
      await at.api.register(onDeadOrderingKey, {
        url: new URL('/rejects', at.server.url).href,
        ...{ retry: hourly, onDeadOrderingKey },
      });
    await at.api.register('in-order', { url: at500('in-order'), retry: hourly });
    const key = { 'intake-ordering-key': 'k' };
    const [first, second, other] = [await take('in-order', key), await take('in-order', key), await take('in-order')];
    await isHeld(second, { reason: 'ordering-key', blockedBy: first });
    await isHeld(first, null);
    await isHeld(other, null);
    await areListed('in-order', [second]);

    const [dead, behind] = [await take('block', key), await take('block', key)];
    await at.api.reaches(dead, 'deadLettered');
    await isHeld(behind, { reason: 'ordering-key', blockedBy: dead });
    expect((await at.api.input(dead)).held).toBeNull();
    await command(`inputs/${dead}/cancel`);
    await at.api.reaches(behind, 'deadLettered');

    await take('skip', key);
    await at.api.reaches(await take('skip', key), 'deadLettered');
  });

  it('while the breaker of its destination is open', async () => {
    await at.api.register('broken', { url: at500('broken'), retry: hourly, concurrency: 1 });
    const all: string[] = [];
    for (let n = 0; n < 15; n++) all.push(await take('broken'));
    const last = all.at(-1)!;
    let held: Held | null = null;
    await until('it is open', async () => {
      held = (await at.api.input(last)).held;
      return held?.reason === 'breaker-open' && held.until !== null;
    });
    expect(Date.parse(held!.until!)).toBeGreaterThan(Date.now() - 1_000);
    await until('the list has it', async () => (await heldOf('broken')).some(({ id }) => id === last));
    // One that waits for its next attempt is not held but for that.
    expect(await at.api.input(all[0]!)).toMatchObject({ held: null, status: 'retrying', attemptCount: 1 });
  });

  it('as long as its destination has asked for', async () => {
    await at.api.register('asks', { url: new URL('/asks', at.server.url).href, concurrency: 1 });
    const [first, second] = [await take('asks'), await take('asks')];
    await at.api.reaches(first, 'retrying');
    let now: InputView | undefined;
    await until('it is held', async () => {
      now = await at.api.input(second);
      return now.held?.reason === 'rate';
    });
    const left = Date.parse(now!.held!.until!) - Date.now();
    expect(left).toBeGreaterThan(1_700_000);
    expect(left).toBeLessThanOrEqual(1_800_000);
  });

  it('by the rate of its destination', async () => {
    await at.api.register('rated', { url: at.server.url, ratePerSecond: 0.001 });
    await at.api.reaches(await take('rated'), 'delivered');
    const id = await take('rated');
    let now: InputView | undefined;
    await until('it is held', async () => {
      now = await at.api.input(id);
      return now.held?.reason === 'rate';
    });
    const left = Date.parse(now!.held!.until!) - Date.now();
    expect(left).toBeGreaterThan(900_000);
    expect(left).toBeLessThanOrEqual(1_000_000);
    // A breaker of an older version of the destination says nothing (protection: the gate's version).
    await withClient(at.place.databaseUrl, (owner) =>
      owner.query(`update intake.gates set version = 0, open_until = 'infinity' where destination = 'rated'`),
    );
    expect((await at.api.input(id)).held).toEqual(now!.held);
  });

  it('by the switch for all sending, before anything else', async () => {
    await at.api.register('any', { url: at500('any'), retry: hourly });
    const id = await take('any');
    await command('admin/delivery/pause');
    await isHeld(id, { reason: 'all-paused' });
    await command('destinations/any/pause');
    expect((await at.api.input(id)).held).toEqual({ reason: 'all-paused', until: null, blockedBy: null });
    await command('admin/delivery/resume');
    await isHeld(id, { reason: 'paused' });
  });
});

describe('the answer to who submits', () => {
  const nothing = { until: null, blockedBy: null };
  /** What it says, once it says the same as a later look; and the same key has the same answer, whatever holds by then. */
  async function toldAtOnce(name: string, held: Held | null, change: () => Promise<void>, headers = {}): Promise<void> {
    const submit = () => at.api.take(name, 'x', { 'idempotency-key': `${name} ${held?.reason}`, ...headers });
    const first = await submit();
    expect(first.held).toEqual(held);
    await isHeld(first.id, held);
    await change();
    expect(await submit()).toEqual(first);
  }

  it('says at once what holds it, as a later look does', async () => {
    await at.api.register('told', { url: at500('told'), retry: hourly });
    await toldAtOnce('told', null, () => command('destinations/told/pause'));
    await toldAtOnce('told', { reason: 'paused', ...nothing }, () => command('admin/delivery/pause'));
    await toldAtOnce('told', { reason: 'all-paused', ...nothing }, () => command('admin/delivery/resume'));
    await command('destinations/told/resume');
    const until = inAnHour();
    const headers = { 'intake-deliver-at': until };
    await toldAtOnce(
      'told',
      { reason: 'scheduled', ...nothing, until },
      () => at.api.remove('told').then(() => {}),
      headers,
    );
  });

  it('says so in a process that was not there when all was paused (protection: the first look)', async () => {
    await at.api.register('restarted', { url: at.server.url });
    await command('admin/delivery/pause');
    await at.restart();
    expect((await at.api.take('restarted', 'x')).held).toEqual({ reason: 'all-paused', ...nothing });
    await command('admin/delivery/resume');
    expect((await at.api.take('restarted', 'x')).held).toBeNull();
  });

  it('says so in a process that another one tells of it by the log (protection: the tail)', async () => {
    await at.api.register('elsewhere', { url: at.server.url });
    const other = await startIntake(at.place, { INTAKE_ROLES: 'api' });
    try {
      const held = async () => (await other.api.take('elsewhere', 'x')).held?.reason ?? null;
      expect(await held()).toBeNull();
      await command('admin/delivery/pause');
      await until('it knows', async () => (await held()) === 'all-paused');
      await command('admin/delivery/resume');
      await until('it knows', async () => (await held()) === null);
    } finally {
      expect(await other.stop()).toBe(0);
    }
  });
});

it('many that are held can be found and called back together', async () => {
  await at.api.register('many', { url: at.server.url });
  await command('destinations/many/pause');
  for (let n = 0; n < 20; n++) await take('many');
  const body = { filter: { held: true, destination: ['many'] } };
  await until('all are known', async () => {
    const answer = await at.api.ask<{ total: number }>('POST', '/v1/inputs/cancel', {
      body: { ...body, dryRun: true },
    });
    return answer.body.total === 20;
  });
  await at.api.ask('POST', '/v1/inputs/cancel', { body });
  await until('none is left', async () => (await heldOf('many')).length === 0);
});
