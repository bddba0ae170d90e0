/** A newer build with a new version of a read model, beside an older one: blue and green (design §8, "Rebuild"). */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import type { OperationView } from '../../src/views/operation.js';
import { Clients } from '../support/clients.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { type OtherBuild, otherBuild } from '../support/newer-build.js';
import { writeSettledInputs } from '../support/settled-inputs.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const SEEDED = 6_000;
const MARK = '; newer';

const endings = new Endings();
let place: Place;
let destination: Destination;
let build: OtherBuild;
let older: Intake;
let newerApi: Intake;
let clients: Clients;

const begin = (roles: string, path?: string): Promise<Intake> =>
  endings.of(startIntake(place, { INTAKE_ROLES: roles }, path), (intake) => intake.kill());

const sql = <T extends object>(text: string): Promise<T[]> =>
  withClient(place.databaseUrl, async (client) => (await client.query(text)).rows as T[]);

beforeAll(async () => {
  place = await endings.of(freshPlace(), (each) => each.drop());
  destination = await endings.of(startDestination(), (each) => each.close());
  build = otherBuild({
    'projections/inputs/inputs.projection.js': (text) =>
      text
        .replace('version: 3,', 'version: 4,')
        .replace('contentType: data.contentType,', `contentType: data.contentType + '${MARK}',`),
  });
  endings.add(async () => build.remove());
  older = await begin('api,relay,projector,delivery');
  await writeSettledInputs(place.databaseUrl, SEEDED);
  await older.api.register('orders', { url: destination.url });
  await caughtUp(place.databaseUrl);
  clients = new Clients({ api: () => older.api, destination: 'orders', clients: 2, persistent: true });
  endings.add(() => clients.stop());
  newerApi = await begin('api', build.path);
}, 120_000);
afterAll(() => endings.all(), 60_000);

const list = (intake: Intake) => intake.api.get<{ items: InputView[] }>('/v1/inputs?limit=100');
const ready = async (intake: Intake) => (await fetch(`${intake.url}/health/ready`)).status === 200;

describe('a newer build beside an older one', () => {
  it('answers 503 on what it has not filled yet, is not ready, and shows single inputs from the log', async () => {
    const { status, headers, body } = await list(newerApi);
    expect([status, body]).toEqual([503, expect.objectContaining({ code: 'projection-behind' })]);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await ready(newerApi)).toBe(false);
    const [row] = await sql<{ id: string }>('select id from read_v3.inputs order by position limit 1');
    expect((await newerApi.api.get<InputView>(`/v1/inputs/${row!.id}`)).body.contentType).toBe(
      `application/json${MARK}`,
    );
    // What it has in the same version as the older one it answers from there.
    expect((await newerApi.api.get('/v1/destinations')).status).toBe(200);
    expect((await list(older)).status).toBe(200);
  });

  it('fills its own once, whichever of its processes does it, while the older one serves', async () => {
    await Promise.all([begin('projector,relay,delivery', build.path), begin('projector', build.path)]);
    await until(
      'it is ready',
      async () => {
        const { status, body } = await list(older);
        expect([status, body]).toEqual([200, expect.anything()]);
        return ready(newerApi);
      },
      60_000,
    );
    const operations = async () =>
      (await newerApi.api.read<{ items: OperationView[] }>('/v1/admin/operations')).body.items;
    await until('it is over', async () => (await operations()).every(({ state }) => state !== 'running'));
    expect(
      (await operations()).map(({ kind, subject, state, startedBy }) => [kind, subject, state, startedBy]),
    ).toEqual([['rebuild', ['inputs.v4'], 'succeeded', 'intake']]);
  });

  it('goes on beside it: neither writes into the rows of the other', async () => {
    await clients.more(50);
    await clients.stop();
    await caughtUp(place.databaseUrl);
    await expectExactFold(place.databaseUrl);
    // Not what was refused, on a busy machine, and asked for again.
    const total = SEEDED + clients.acknowledged.length;
    const [marked] = await sql<{ n: number }>(
      `select count(*)::integer as n from read_v3.inputs where content_type like '%${MARK}'`,
    );
    expect(marked!.n).toBe(0);
    await until('the newer one has come as far', async () => {
      const [{ n }] = (await sql<{ n: number }>(
        `select count(*)::integer as n from read_v4.inputs where content_type like '%${MARK}' and status = 'delivered'`,
      )) as [{ n: number }];
      return n === total;
    });
  });

  it('takes the older rows away only when nobody uses them any more (protection: used_at)', async () => {
    const stands = async () => (await sql(`select where to_regclass('read_v3.inputs') is not null`)).length === 1;
    const unused = () =>
      sql(
        `update intake.projections set used_at = used_at - interval '2 minutes' where name = 'inputs' and version = 3`,
      );
    // The older one lives, and says so again and again.
    const [{ at }] = (await sql<{ at: string }>(
      `select max(used_at) as at from intake.projections where name = 'inputs' and version = 3`,
    )) as [{ at: string }];
    await until('it has said so again', async () => {
      const [now] = await sql<{ later: boolean }>(
        `select max(used_at) > '${new Date(at).toISOString()}' as later from intake.projections where name = 'inputs' and version = 3`,
      );
      return now!.later;
    });
    expect(await stands()).toBe(true);
    expect(await older.stop()).toBe(0);
    await unused();
    await until('the older rows are gone', async () => !(await stands()));
    // What the newer build has in the same version stays.
    const left = await sql<{ subject: string }>(
      `select format('%s.v%s', name, version) as subject from intake.projections order by 1`,
    );
    expect(left.map(({ subject }) => subject)).toEqual([
      'access-keys.v1',
      'attempts.v1',
      'deliveries.v2',
      'destinations.v2',
      'inputs.v4',
      'statistics.v1',
    ]);
    expect((await newerApi.api.get('/v1/inputs')).status).toBe(200);
  });
});
