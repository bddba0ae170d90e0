/** What can be asked: lists with cursors and filters, timelines, the log, and how new an answer must be (G11). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { cursorAfter } from '../../src/platform/http/cursor.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import type { AttemptView } from '../../src/views/attempt.js';
import type { DestinationView } from '../../src/views/destination.js';
import type { EventView } from '../../src/views/event.js';
import type { InputView } from '../../src/views/input.js';
import { type Answer, persistently } from '../support/api.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

const at = journey();
const COUNT = 23;
const inputs: Record<'delivered' | 'rejected' | 'exhausted', InputView[]> = {
  delivered: [],
  rejected: [],
  exhausted: [],
};

beforeAll(async () => {
  at.server.answer = (response, { path }) => {
    response.statusCode = { '/delivered': 200, '/rejected': 400 }[path] ?? 500;
    response.end();
  };
  const retry = { maxAttempts: 2, minDelayMs: 100, maxDelayMs: 100 };
  for (const [name, some] of Object.entries(inputs)) {
    await at.api.register(name, { url: new URL(`/${name}`, at.server.url).href, retry });
    const taken = await Promise.all(
      Array.from({ length: COUNT }, (_, n) => at.api.take(name, `${n}`, { 'idempotency-key': `${name} ${n}` })),
    );
    some.push(...taken.sort((a, b) => b.position - a.position));
  }
  for (const input of inputs.delivered) await at.api.reaches(input.id, 'delivered');
  for (const input of inputs.rejected) await at.api.reaches(input.id, 'deadLettered');
  // So many failures open the breaker, which would spread them over minutes.
  await until('all are exhausted', async () => {
    await at.api.ask('POST', '/v1/destinations/exhausted/reset-breaker');
    const { body } = await at.api.read<Page<InputView>>('/v1/inputs?destination=exhausted&status=deadLettered');
    return body.items.length === COUNT;
  });
});

const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const query = (parameters: Record<string, string | number>) =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();

const endOfLog = async () => (await at.api.get('/v1/admin/events?limit=1')).headers.get('intake-position')!;

const readAt = <T>(position: string, path: string): Promise<Answer<T>> =>
  persistently(() => at.api.get<T>(path, { 'intake-min-position': position }));

/** Reads a list to its end, as a client would, with all that was in the log when it began. `between` happens after each page. */
async function everyPage<T>(
  path: string,
  parameters: Record<string, string | number>,
  between = async () => {},
): Promise<T[]> {
  const all: T[] = [];
  const position = await endOfLog();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const text = query(cursor === '' ? parameters : { ...parameters, cursor });
    const { status, body } = await readAt<Page<T>>(position, `${path}?${text}`);
    expect(status).toBe(200);
    all.push(...body.items);
    cursor = body.nextCursor;
    await between();
  }
  return all;
}

describe('a list', () => {
  it('gives everything once, newest first, while more arrives', async () => {
    const before = [...inputs.exhausted, ...inputs.rejected, ...inputs.delivered];
    const read = await everyPage<InputView>('/v1/inputs', { limit: 10 }, async () => {
      await at.api.take('delivered', 'new');
    });
    expect(idsOf(read)).toEqual(idsOf(before));
  });

  it('gives everything once where its rows change between the pages', async () => {
    const read = await everyPage<InputView>('/v1/inputs', { limit: 7, destination: 'rejected' }, async () => {
      const { id } = await at.api.take('delivered', 'new');
      await at.api.reaches(id, 'delivered');
    });
    expect(idsOf(read)).toEqual(idsOf(inputs.rejected));
  });

  it('has 25 items unless told, and 100 at most', async () => {
    const { body } = await at.api.get<Page<InputView>>('/v1/inputs');
    expect(body.items).toHaveLength(25);
    expect((await at.api.get<Page<InputView>>('/v1/inputs?limit=1')).body.items).toHaveLength(1);
    expect((await at.api.get<Page<InputView>>('/v1/inputs?limit=100')).status).toBe(200);
    for (const limit of ['0', '101', '-1', '1.5', 'ten', '', '1e1'])
      expectProblem(await at.api.get(`/v1/inputs?limit=${limit}`), 400, 'invalid-query');
  });

  it('leaves nothing out where one part of it lags behind another', async () => {
    const shown = await everyPage<InputView>('/v1/inputs', { limit: 100 });
    const client = new Client({ connectionString: at.place.databaseUrl });
    await client.connect();
    await client.query('begin');
    // Nobody can move this partition on: what is for it stays invisible.
    await client.query(`select from intake.checkpoints where projection = 'inputs' and partition = 0 for update`);
    const taken = await Promise.all(Array.from({ length: 60 }, () => at.api.take('delivered', 'x')));
    const added = idsOf(taken);
    const lagging = added.filter((id) => partitionOf(streamHash(`input-${id}`), 12) === 0);
    expect(lagging.length).toBeGreaterThan(0);
    await until(
      'all others are there',
      async () => {
        const { rows } = await client.query('select id from read_v3.inputs where id = any($1)', [added]);
        return rows.length === added.length - lagging.length;
      },
      60_000,
    );
    let locked = true;
    const path = '/v1/inputs?limit=50';
    const read: InputView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: Answer<Page<InputView>> = await at.api.get(cursor ? `${path}&cursor=${cursor}` : path);
      read.push(...body.items);
      cursor = body.nextCursor;
      if (locked) await client.query('commit');
      locked = false;
      await until('all are there', async () => {
        const { rows } = await client.query('select id from read_v3.inputs where id = any($1)', [added]);
        return rows.length === added.length;
      });
    }
    await client.end();
    const newest = read[0]!.position;
    const all = [...shown, ...taken].sort((a, b) => b.position - a.position);
    expect(idsOf(read)).toEqual(idsOf(all.filter(({ position }) => position <= newest)));
  });

  it('ends without a cursor exactly at its last item', async () => {
    const path = `/v1/inputs?destination=exhausted&limit=${COUNT}`;
    const { body } = await readAt<Page<InputView>>(await endOfLog(), path);
    expect({ count: body.items.length, nextCursor: body.nextCursor }).toEqual({ count: COUNT, nextCursor: null });
  });

  it('takes no cursor of another list, of other filters, of another version, or of nobody', async () => {
    const { body } = await at.api.get<Page<InputView>>('/v1/inputs?limit=1&destination=rejected');
    const cursor = body.nextCursor!;
    expect((await at.api.get(`/v1/inputs?limit=9&destination=rejected&cursor=${cursor}`)).status).toBe(200);
    for (const wrong of [
      `/v1/inputs?cursor=${cursor}`,
      `/v1/inputs?destination=exhausted&cursor=${cursor}`,
      `/v1/destinations?cursor=${cursor}`,
      `/v1/admin/events?cursor=${cursor}`,
      '/v1/inputs?cursor=x',
      '/v1/inputs?cursor=',
      `/v1/inputs?cursor=${Buffer.from('[1,"a"]').toString('base64url')}`,
    ])
      expectProblem(await at.api.get(wrong), 400, 'invalid-query');
    const [, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const older = Buffer.from(JSON.stringify([0, ...rest])).toString('base64url');
    expectProblem(await at.api.get(`/v1/inputs?destination=rejected&cursor=${older}`), 410, 'cursor-expired');
  });

  it('takes no cursor that somebody has made up, whatever the list goes on by', async () => {
    for (const [list, path] of [
      ['inputs', '/v1/inputs'],
      ['operations', '/v1/admin/operations'],
      ['events', '/v1/admin/events'],
    ] as const)
      for (const key of [['x', 'y'], ['2026-01-31T12:00:00Z', 'y'], ['\u0000', '\u0000'], ['1'], [1.5], []]) {
        const answer = await at.api.get(`${path}?cursor=${cursorAfter(list, {}, key)}`);
        expectProblem(answer, 400, 'invalid-query');
      }
  });

  it('of destinations has its pages too', async () => {
    const read = await everyPage<{ name: string }>('/v1/destinations', { limit: 2 });
    expect(read.map(({ name }) => name)).toEqual(['exhausted', 'rejected', 'delivered']);
  });
});

describe('a filter', () => {
  const listed = (parameters: Record<string, string>) =>
    everyPage<InputView>('/v1/inputs', { ...parameters, limit: 100 });

  it('by destination, one or several', async () => {
    expect(idsOf(await listed({ destination: 'rejected' }))).toEqual(idsOf(inputs.rejected));
    expect(idsOf(await listed({ destination: 'rejected,exhausted' }))).toEqual(
      idsOf([...inputs.exhausted, ...inputs.rejected]),
    );
    expect(await listed({ destination: 'nobody' })).toEqual([]);
  });

  it('by status, one or several', async () => {
    expect(new Set((await listed({ status: 'delivered' })).map(({ destination }) => destination))).toEqual(
      new Set(['delivered']),
    );
    expect(idsOf(await listed({ status: 'deadLettered,retrying' }))).toEqual(
      idsOf([...inputs.exhausted, ...inputs.rejected]),
    );
    expect(await listed({ status: 'cancelled,expired' })).toEqual([]);
  });

  it('by the reason of a dead letter', async () => {
    expect(idsOf(await listed({ reason: 'exhausted' }))).toEqual(idsOf(inputs.exhausted));
    expect(idsOf(await listed({ reason: 'exhausted,rejected' }))).toEqual(
      idsOf([...inputs.exhausted, ...inputs.rejected]),
    );
  });

  it('by who submitted', async () => {
    expect((await listed({ submittedBy: 'admin', destination: 'rejected' })).length).toBe(COUNT);
    expect(await listed({ submittedBy: 'somebody' })).toEqual([]);
  });

  it('by the Idempotency-Key', async () => {
    const { id } = await at.api.take('rejected', '7', { 'idempotency-key': 'rejected 7' });
    expect(idsOf(await listed({ idempotencyKey: 'rejected 7' }))).toEqual([id]);
    expect(await listed({ idempotencyKey: 'rejected %' })).toEqual([]);
  });

  it('by time, both ends exclusive', async () => {
    const times = inputs.rejected.map(({ receivedAt }) => receivedAt).sort();
    const [first, last] = [times[0]!, times.at(-1)!];
    const between = await listed({ receivedAfter: first, receivedBefore: last, destination: 'rejected' });
    expect(idsOf(between)).toEqual(
      idsOf(inputs.rejected.filter(({ receivedAt }) => receivedAt > first && receivedAt < last)),
    );
    const inAnotherZone = first.replace('Z', '+00:00');
    expect(idsOf(await listed({ receivedBefore: inAnotherZone, destination: 'rejected' }))).toEqual([]);
  });

  it('means all that is said', async () => {
    expect(await listed({ status: 'delivered', reason: 'exhausted' })).toEqual([]);
  });

  it.each([
    'status=delivering',
    'status=',
    'status=delivered,',
    'status=delivered&status=received',
    'destination=Upper',
    'receivedAfter=2026-02-30T00:00:00Z',
    'receivedAfter=2026-01-01T00:00:00',
    'receivedAfter=infinity',
    'receivedAfter=0000-01-01T00:00:00Z',
    'receivedBefore=0001-01-01T00:00:00%2B23:59',
    'receivedBefore=9999-12-31T23:59:59-23:59',
    'reason=tired',
    'receivedBefore=999999-01-01T00:00:00Z',
    'idempotencyKey=',
    'reason=%00',
    'colour=red',
    'Status=delivered',
    'asOf=1',
  ])('that means nothing is refused: %s', async (text) => {
    expectProblem(await at.api.get(`/v1/inputs?${text}`), 400, 'invalid-query');
  });
});

describe('the attempts and the timeline of an input', () => {
  it('tell what happened, each event caused by the one before', async () => {
    const { body: input, headers } = await at.api.submit('exhausted', 'x', { 'request-id': 'a-request' });
    expect(headers.get('request-id')).toBe('a-request');
    await at.api.reaches(input.id, 'deadLettered');
    const { body: destination } = await at.api.get<DestinationView>('/v1/destinations/exhausted');
    const { body: attempts } = await at.api.get<Page<AttemptView>>(input.links.attempts);
    expect(attempts).toEqual({
      nextCursor: null,
      items: [1, 2].map((number) => ({
        number,
        startedAt: expect.stringMatching(/Z$/),
        durationMs: expect.any(Number),
        outcome: 'http-error',
        error: null,
        destinationVersion: destination.version,
        response: {
          status: 500,
          contentType: null,
          size: 0,
          truncated: false,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      })),
    });

    const timeline = await at.api.events(input.id);
    expect(timeline.map(({ version, type }) => `${version} ${type}`)).toEqual([
      '1 InputReceived',
      '2 InputAttemptFailed',
      '3 InputAttemptFailed',
      '4 InputDeadLettered',
    ]);
    const [received, failed, last, dead] = timeline;
    expect(received?.metadata).toEqual({
      actor: 'admin',
      correlationId: 'a-request',
      causationId: null,
      traceparent: null,
    });
    for (const [event, cause] of [
      [failed, received],
      [last, failed],
      [dead, failed],
    ]) {
      expect(event?.metadata).toEqual({
        actor: 'delivery',
        correlationId: 'a-request',
        causationId: cause?.id,
        traceparent: null,
      });
    }
    expect(received?.position).toBe(input.position);
  });

  it('of an input without attempts are empty, and there', async () => {
    await at.api.register('closed', { url: at.server.url });
    const { body } = await at.api.submit('closed', 'x');
    expect((await at.api.get<Page<AttemptView>>(body.links.attempts)).status).toBe(200);
  });
});

describe('the log', () => {
  const read = (parameters: Record<string, string | number>) =>
    everyPage<EventView>('/v1/admin/events', { ...parameters, limit: 100 });

  it('is given oldest first, without a hole, from any position on', async () => {
    const all = await read({});
    expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 1));
    const rest = await read({ afterPosition: 40 });
    expect(rest[0]?.position).toBe(41);
    expect(await read({ afterPosition: 9_007_199_254_740_991 })).toEqual([]);
    const some = await read({ afterPosition: 5, beforePosition: 9 });
    expect(some.map(({ position }) => position)).toEqual([6, 7, 8]);
    expect(await read({ afterPosition: 5, beforePosition: 3 })).toEqual([]);
    expect(await read({ beforePosition: 0, type: 'InputReceived' })).toEqual([]);
  });

  it('is narrowed by stream, type and actor', async () => {
    const stream = `input-${inputs.rejected[0]!.id}`;
    expect((await read({ stream })).map(({ type }) => type)).toEqual([
      'InputReceived',
      'InputAttemptFailed',
      'InputDeadLettered',
    ]);
    const some = await read({ type: 'DestinationRegistered,InputDeadLettered', afterPosition: 1 });
    expect(new Set(some.map(({ type }) => type))).toEqual(new Set(['DestinationRegistered', 'InputDeadLettered']));
    const byDelivery = await read({ actor: 'delivery' });
    expect(byDelivery.length).toBeGreaterThanOrEqual(5 * COUNT);
    expect(byDelivery.every(({ metadata }) => metadata.actor === 'delivery')).toBe(true);
    expect(await read({ actor: 'delivery', type: 'InputReceived' })).toEqual([]);
    expect(await read({ stream: 'input-%' })).toEqual([]);
  });
});

describe('an answer', () => {
  it('is as new as it is asked to be', async () => {
    const stale: string[] = [];
    for (let n = 0; n < 30; n++) {
      const { body, headers } = await at.api.submit('delivered', 'x');
      const wanted = headers.get('intake-position')!;
      const newest = { 'intake-min-position': wanted };
      const list = await persistently(() => at.api.get<Page<InputView>>('/v1/inputs?limit=100', newest));
      const there = list.status === 200 && idsOf(list.body.items).includes(body.id);
      if (!there || Number(list.headers.get('intake-position')) < Number(wanted))
        stale.push(`${list.status} ${wanted}`);
    }
    expect(stale).toEqual([]);
  });

  it('that cannot be as new is 503, within the two seconds it may wait', async () => {
    const ahead = { 'intake-min-position': '9007199254740991' };
    const { self, body, response, attempts, events, stream } = inputs.delivered[0]!.links;
    const lists = ['/v1/inputs', '/v1/destinations', '/v1/admin/events'];
    const works = ['/v1/admin/operations', '/v1/admin/projections', '/v1/admin/projections/inputs', '/v1/admin/relay'];
    const others = ['/v1/destinations/delivered', '/v1/admin/projections/inputs/parked', '/v1/whoami'];
    for (const path of [...lists, ...works, ...others, self, body, response, attempts, events, stream]) {
      const begin = performance.now();
      const answer = await at.api.get(path, ahead);
      expectProblem(answer, 503, 'projection-behind');
      expect(answer.headers.get('retry-after')).toBe('1');
      expect({ path, soon: performance.now() - begin < 4_000 }).toEqual({ path, soon: true });
    }
  });

  it('is refused for what is no position', async () => {
    for (const wrong of ['-1', '1.5', 'x', '', '9007199254740992', '1,2'])
      expectProblem(await at.api.get('/v1/inputs', { 'intake-min-position': wrong }), 400, 'invalid-header');
  });
});
