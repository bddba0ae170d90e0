/** An event that no read model of this build knows: its stream is parked, an admin sees it and skips it, all else goes on. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import type { OperationView } from '../../src/views/operation.js';
import type { ParkedEventView, ProjectionView } from '../../src/views/projection.js';
import { withClient } from '../support/database.js';
import { caughtUp } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();
/** What the event concerns, as long as its stream is parked. */
let input: InputView;
/** All of them: of a type that it does not know, no read model can tell that it is not concerned. */
const ALL = ['access-keys', 'attempts', 'deliveries', 'destinations', 'inputs', 'statistics'];
let parked: ParkedEventView;

const projection = async (name: string) => (await at.api.read<ProjectionView>(`/v1/admin/projections/${name}`)).body;
const parkedOf = async (name: string) =>
  (await at.api.read<{ items: ParkedEventView[] }>(`/v1/admin/projections/${name}/parked`)).body.items;
const metrics = async () => (await at.api.get<string>('/metrics', { authorization: '' })).body;
const skip = (name: string, body: unknown, position = parked.position) =>
  at.api.ask('POST', `/v1/admin/projections/${name}/parked/${position}/skip`, { body });

/** As only a newer build can. */
const append = (stream: string, type: string) =>
  withClient(at.place.databaseUrl, async (owner) => {
    await owner.query(`begin; select pg_advisory_xact_lock(hashtext('intake.append'))`);
    await writeEvents(owner, [{ stream, type, data: {} }]);
    await owner.query('commit');
  });

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
  input = await at.api.take('orders', 'x');
  await at.api.reaches(input.id, 'delivered');
  await append(`input-${input.id}`, 'InputTeleported');
  for (const name of ALL) await until(`it is parked for ${name}`, async () => (await projection(name)).parked === 1);
  [parked] = (await parkedOf('inputs')) as [ParkedEventView];
}, 120_000);

describe('an event that cannot be applied', () => {
  it('is listed for each read model, with its error', async () => {
    for (const name of ALL)
      expect(await parkedOf(name)).toEqual([
        {
          position: parked.position,
          stream: `input-${input.id}`,
          version: 3,
          type: 'InputTeleported',
          error: 'this build does not know the event InputTeleported; a newer one wrote it',
          tries: 3,
          parkedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ]);
  });

  it('is said to who asks for what cannot be told without it', async () => {
    for (const path of [`/v1/inputs/${input.id}/events`, `/v1/inputs/${input.id}?asOf=${parked.position}`]) {
      const { status, headers, body } = await at.api.get(path);
      expect([status, body]).toEqual([503, expect.objectContaining({ code: 'newer-event' })]);
      expect(headers.get('retry-after')).toBe('60');
    }
    expect((await at.api.get(`/v1/inputs/${input.id}?asOf=${parked.position - 1}`)).status).toBe(200);
  });

  it('is counted, and told to Prometheus', async () => {
    const { body } = await at.api.read<{ items: ProjectionView[] }>('/v1/admin/projections');
    const counts = Object.fromEntries(body.items.map(({ name, parked: count }) => [name, count]));
    expect(counts).toEqual(Object.fromEntries(ALL.map((name) => [name, 1])));
    const text = await metrics();
    expect(text).toContain('intake_projection_parked_events{projection="inputs"} 1');
    expect(text).toMatch(/^intake_projection_lag_events\{projection="inputs"\} \d+$/m);
    expect(text).toMatch(/^intake_projection_lag_seconds\{projection="inputs"\} [\d.]+$/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });

  it('holds up nothing else: no other input, and no read model’s position', async () => {
    const other = await at.api.take('orders', 'y');
    await at.api.reaches(other.id, 'delivered');
    await caughtUp(at.place.databaseUrl);
    const list = await at.api.read<{ items: InputView[] }>('/v1/inputs?status=delivered');
    expect(list.body.items.map(({ id }) => id)).toEqual([other.id, input.id]);
    expect(await projection('inputs')).toMatchObject({ state: 'live', parked: 1 });
  });

  it('leaves its input as it was before, and says how old that is', async () => {
    const shown = await at.api.get<InputView>(input.links.self);
    expect(shown).toMatchObject({ status: 200, body: { id: input.id, status: 'delivered', attemptCount: 1 } });
    expect(Number(shown.headers.get('intake-position'))).toBe(parked.position - 1);
    const attempts = await at.api.get<{ items: unknown[] }>(input.links.attempts);
    expect(attempts.body.items).toHaveLength(1);
    const newer = { 'intake-min-position': String(parked.position) };
    expectProblem(await at.api.get(input.links.self, newer), 503, 'projection-behind');
  });

  it('can be read in the log, as it was written', async () => {
    const { status, body } = await at.api.read<{ items: { type: string }[] }>(
      `/v1/admin/events?stream=input-${input.id}`,
    );
    expect({ status, types: body.items.map(({ type }) => type) }).toEqual({
      status: 200,
      types: ['InputReceived', 'InputDelivered', 'InputTeleported'],
    });
  });

  it('that is tried again stays parked, and another position has nothing', async () => {
    const retry = (position: number) => at.api.ask('POST', `/v1/admin/projections/inputs/parked/${position}/retry`);
    expect(await retry(parked.position)).toMatchObject({
      status: 200,
      body: { applied: 0, parked: { position: parked.position, tries: 4 } },
    });
    expectProblem(await retry(parked.position - 1), 404, 'not-found');
    expectProblem(await at.api.get('/v1/admin/projections/nothing/parked'), 404, 'not-found');
  });

  it('is skipped with a reason, and only with one', async () => {
    for (const body of [{}, { reason: '' }, { reason: 'x'.repeat(501) }])
      expectProblem(await skip('inputs', body), 422, 'validation-failed');
    for (const name of ['inputs', 'attempts', 'destinations', 'access-keys'])
      expect(await skip(name, { reason: 'of a build that was taken back' })).toMatchObject({
        status: 200,
        body: { applied: 0, parked: null },
      });
    expect(await projection('inputs')).toMatchObject({ parked: 0 });
    const newer = { 'intake-min-position': String(parked.position) };
    expect((await at.api.get<InputView>(input.links.self, newer)).body).toMatchObject({ status: 'delivered' });
    // What is folded from the log leaves it out as well.
    const { status, body } = await at.api.get<InputView>(`${input.links.self}?asOf=${parked.position}`);
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'delivered' } });
    expect(await metrics()).toContain('intake_projection_parked_events{projection="inputs"} 0');
  });

  it('is skipped in a read model in sequence by a rebuild', async () => {
    const { status, body, headers } = await skip('deliveries', { reason: 'of a build that was taken back' });
    expect({ status, body }).toMatchObject({ status: 202, body: { kind: 'rebuild', subject: ['deliveries.v2'] } });
    const ended = async () => (await at.api.read<OperationView>(headers.get('location')!)).body.state;
    await until('it has ended', async () => (await ended()) === 'succeeded');
    expect(await projection('deliveries')).toMatchObject({ parked: 0 });
  });
});

describe('a read model that is paused', () => {
  const ask = (what: string) => at.api.ask<ProjectionView>('POST', `/v1/admin/projections/inputs/${what}`);

  it('answers what it has, over a restart, until it is resumed', async () => {
    expect(await ask('pause')).toMatchObject({ status: 200, body: { name: 'inputs', state: 'paused' } });
    expect(await ask('pause')).toMatchObject({ status: 200, body: { state: 'paused' } });
    const later = await at.api.take('orders', 'z');
    await at.restart();
    expect(await projection('inputs')).toMatchObject({ state: 'paused' });
    const wanted = { 'intake-min-position': String(later.position) };
    expectProblem(await at.api.get('/v1/inputs', wanted), 503, 'projection-behind');
    // One input is folded from the log meanwhile.
    await at.api.reaches(later.id, 'delivered');
    expect((await projection('inputs')).lagEvents).toBeGreaterThan(0);
    expect(await ask('resume')).toMatchObject({ status: 200, body: { name: 'inputs' } });
    await until('it has caught up', async () => (await projection('inputs')).lagEvents === 0);
    const { body } = await at.api.read<{ items: InputView[] }>('/v1/inputs');
    expect(body.items[0]).toMatchObject({ id: later.id, status: 'delivered' });
  });

  it('is ready for its clients, and says that its read models are filled', async () => {
    const { status, body } = await at.api.get('/health/ready', { authorization: '' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { checks: { projections: { ok: true, detail: 'all are filled' }, projector: { ok: true } } },
    });
  });
});
