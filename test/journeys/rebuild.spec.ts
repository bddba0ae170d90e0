/** Read models rebuilt and verified while they are in use, over HTTP, on worker threads. */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import type { OperationView } from '../../src/views/operation.js';
import { Clients } from '../support/clients.js';
import { withClient } from '../support/database.js';
import { caughtUp, expectExactFold } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { withAdmin } from '../support/kafka.js';
import { endOf, runOperation, startOperation } from '../support/operations.js';
import { writeSettledInputs } from '../support/settled-inputs.js';
import { Listener } from '../support/sse.js';
import { topicOf } from '../support/topic.js';

/** Enough for threads to be worth their while. */
const SEEDED = 6_000;
/** A bound for what hangs: clients, readers and a rebuild share the machine, maybe with others. */
const UNDER_LOAD_MS = 400_000;
const ALL = ['access-keys.v1', 'attempts.v1', 'deliveries.v2', 'destinations.v2', 'inputs.v3', 'statistics.v1'];

const at = journey();
let seeded: string[];

beforeAll(async () => {
  seeded = await writeSettledInputs(at.place.databaseUrl, SEEDED);
  await at.api.register('orders', { url: at.server.url });
  await caughtUp(at.place.databaseUrl);
}, 120_000);

interface Page {
  items: InputView[];
  nextCursor: string | null;
}

const running: Clients[] = [];
const submitting = (clients: number): Clients => {
  const made = new Clients({ api: () => at.api, destination: 'orders', clients });
  running.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((clients) => clients.stop()));
});

/** Walks through the whole list, page by page. */
async function walk(): Promise<InputView[]> {
  const items: InputView[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/inputs?limit=100${cursor && `&cursor=${cursor}`}`;
    const { status, body } = await at.api.get<Page>(path);
    expect([status, body]).toEqual([200, expect.anything()]);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

/** How many messages stand in the topic, and how many requests the destination has had. */
const written = async () => {
  const offsets = await withAdmin(topicOf(at.place), (admin) => admin.fetchTopicOffsets(at.place.topic));
  return {
    messages: offsets.reduce((sum, { high }) => sum + Number(high), 0),
    requests: at.server.received.length,
  };
};

describe('a rebuild', () => {
  it('is told step by step, to its end', async () => {
    const { id, subject, startedBy } = await startOperation(at.api, '/v1/admin/projections/inputs/rebuild');
    expect([subject, startedBy]).toEqual([['inputs.v3'], 'admin']);
    const listener = await Listener.to(at.intake, `/v1/admin/operations/${id}/stream`);
    await listener.end();
    const told = listener.told.map(({ data }) => data as unknown as OperationView);
    expect(told.at(-1)).toMatchObject({
      state: 'succeeded',
      result: { projections: [{ name: 'inputs', version: 3, position: expect.any(Number) }] },
    });
    const { done, total } = told.at(-1)!;
    expect(done).toBe(total);
    expect(done).toBeGreaterThanOrEqual(2 * SEEDED);
    await expectExactFold(at.place.databaseUrl);
  });

  it(
    'of all, under load: no reader sees an error or half of it, and cursors go on',
    async () => {
      const clients = submitting(4);
      await clients.more(50);
      const rebuilding = runOperation(at.api, '/v1/admin/projections/all/rebuild', {}, UNDER_LOAD_MS / 2);
      let over = false;
      const ended = rebuilding.finally(() => {
        over = true;
      });
      const known = new Set(seeded);
      do {
        const items = await walk();
        const positions = items.map(({ position }) => position);
        // No input twice, none out of its place, and none of those missing that were there all the time.
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => b - a));
        expect(items.filter(({ id }) => known.has(id))).toHaveLength(SEEDED);
      } while (!over);
      const { state, result } = await ended;
      expect(state).toBe('succeeded');
      const rebuilt = (result as { projections: { name: string; version: number }[] }).projections;
      expect(rebuilt.map(({ name, version }) => `${name}.v${version}`).sort()).toEqual(ALL);
      await clients.stop();
      expect(clients.told.filter(({ answer }) => answer?.status !== 202)).toEqual([]);
      await caughtUp(at.place.databaseUrl);
      await expectExactFold(at.place.databaseUrl);
      for (const { answer } of clients.told) await at.api.reaches(answer!.body.id, 'delivered');
    },
    UNDER_LOAD_MS,
  );

  it('and a verify call no server and write nothing to Kafka (counters before and after)', async () => {
    await caughtUp(at.place.databaseUrl);
    const before = await written();
    expect((await runOperation(at.api, '/v1/admin/projections/all/rebuild')).state).toBe('succeeded');
    expect((await runOperation(at.api, '/v1/admin/projections/all/verify')).state).toBe('succeeded');
    await caughtUp(at.place.databaseUrl);
    // But for the two events that tell who asked for them.
    expect(await written()).toEqual({ ...before, messages: before.messages + 2 });
  });

  it('is refused while another one has the read model, and for one that there is none of', async () => {
    // A reader that does not let go keeps the first one at its swap.
    await withClient(at.place.databaseUrl, async (reader) => {
      await reader.query('begin; select count(*) from read_v3.inputs');
      const first = await startOperation(at.api, '/v1/admin/projections/inputs/rebuild');
      for (const path of ['inputs/rebuild', 'inputs/verify', 'all/rebuild']) {
        const { status, body } = await at.api.ask('POST', `/v1/admin/projections/${path}`, { body: {} });
        expect([path, status, body]).toEqual([path, 409, expect.objectContaining({ code: 'state-conflict' })]);
      }
      const { status } = await at.api.ask('POST', `/v1/admin/operations/${first.id}/cancel`);
      expect(status).toBe(202);
      // Until it has ended it has the read model.
      expect((await endOf(() => at.api, first.id)).state).toBe('cancelled');
    });
    expect((await at.api.ask('POST', '/v1/admin/projections/nothing/rebuild')).status).toBe(404);
    expect((await at.api.ask('POST', '/v1/admin/projections/inputs/verify', { body: { repair: 1 } })).status).toBe(422);
  });
});

describe('a verify', () => {
  const verify = (options = {}) => runOperation(at.api, '/v1/admin/projections/inputs/verify', options);

  it('finds exactly the rows that somebody has changed, under load too, and puts them right', async () => {
    const changed = seeded.slice(100, 103).sort();
    const [gone, put] = [seeded[200]!, '00000000-0000-4000-8000-000000000000'];
    await withClient(at.place.databaseUrl, async (owner) => {
      await owner.query(`update read_v3.inputs set attempt_count = 99 where id = any($1)`, [changed]);
      await owner.query(
        `insert into read_v3.inputs select (jsonb_populate_record(i, $2)).* from read_v3.inputs i where id = $1`,
        [gone, JSON.stringify({ id: put })],
      );
      await owner.query(`delete from read_v3.inputs where id = $1`, [gone]);
    });
    const clients = submitting(2);
    await clients.more(10);
    const keys = [...changed, gone, put].sort().map((id) => ({ id }));
    const found = { differing: 3, missing: 1, extra: 1, keys };
    expect((await verify()).result).toMatchObject(found);
    expect((await verify({ repair: true })).result).toMatchObject({ ...found, repaired: 5 });
    expect((await verify()).result).toMatchObject({ differing: 0, missing: 0, extra: 0, keys: [] });
    await clients.stop();
    await caughtUp(at.place.databaseUrl);
    await expectExactFold(at.place.databaseUrl);
  });
});
