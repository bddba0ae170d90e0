/** Calling inputs back, while they are delivered (G9). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/platform/ids.js';
import type { InputView } from '../../src/views/input.js';
import { type Answer, persistently } from '../support/api.js';
import { withClient } from '../support/database.js';
import { caughtUp } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';
import { until } from '../support/until.js';

const at = journey();

const quickly = { minDelayMs: 100, maxDelayMs: 100, maxAttempts: 100 };
const cancel = (id: string, body?: object): Promise<Answer<InputView>> =>
  at.api.ask('POST', `/v1/inputs/${id}/cancel`, body ? { body } : {});
const typesOf = async (id: string) => (await at.api.events(id)).map(({ type }) => type);

/** A destination that always fails, so that its inputs wait for their next attempt for an hour. */
async function failing(name: string, policy: object = {}): Promise<void> {
  const hourly = { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
  await at.api.register(name, { url: 'http://127.0.0.1:1/', retry: hourly, ...policy });
}

/** A claim as a worker leaves it that was lost, or that is still at work. */
const claimed = (id: string, version: number, purpose: string, seconds: number): Promise<unknown> =>
  withClient(at.place.databaseUrl, (owner) =>
    owner.query(
      `insert into intake.claims (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
       values ($1, $2, $3, 'none', 1, gen_random_uuid(), clock_timestamp() + $4 * interval '1 s')`,
      [id, version, purpose, seconds],
    ),
  );

describe('an input that waits', () => {
  it('is called back, and the answer shows it', async () => {
    await failing('waits');
    const { id } = await at.api.take('waits', 'x');
    await at.api.reaches(id, 'retrying');
    const { status, body, headers } = await cancel(id, { reason: 'a mistake' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ id, status: 'cancelled', nextAttemptAt: null, held: null, attemptCount: 1 });
    const events = await at.api.events(id);
    expect(events.at(-1)).toMatchObject({
      type: 'InputCancelled',
      data: { reason: 'a mistake', destination: 'waits' },
    });
    expect(headers.get('intake-position')).toBe(String(events.at(-1)!.position));
  });

  it('is called back once, however often that is asked', async () => {
    await failing('once');
    const { id } = await at.api.take('once', 'x');
    await at.api.reaches(id, 'retrying');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => cancel(id)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(await typesOf(id)).toEqual(['InputReceived', 'InputAttemptFailed', 'InputCancelled']);
  });
});

describe('an input that has come to rest', () => {
  it('is not called back', async () => {
    await at.api.register('done', { url: at.server.url });
    const { id } = await at.api.take('done', 'x');
    await at.api.reaches(id, 'delivered');
    expectProblem(await cancel(id), 409, 'state-conflict');
  });

  it('is not called back where it was given up, either', async () => {
    await failing('given-up', { retry: { maxAttempts: 1 } });
    const { id } = await at.api.take('given-up', 'x');
    await at.api.reaches(id, 'deadLettered');
    expectProblem(await cancel(id), 409, 'state-conflict');
  });

  it('is not there', async () => {
    expectProblem(await cancel(newId()), 404, 'not-found');
  });

  it('takes a reason and nothing else', async () => {
    expectProblem(await cancel(newId(), { why: 'x' }), 422, 'validation-failed');
  });
});

describe('an attempt', () => {
  it('that is under way is not called back: it is asked again later', async () => {
    let answer = () => {};
    at.server.answer = (response) => {
      answer = () => response.end();
    };
    await at.api.register('slow', { url: at.server.url });
    const { id } = await at.api.take('slow', 'x');
    await at.api.reaches(id, 'delivering');
    const refused = await cancel(id);
    expectProblem(refused, 409, 'attempt-in-flight');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    answer();
    await at.api.reaches(id, 'delivered');
  });

  it('that began while a cancel had lost its claim is waited for (protection: the look after the append)', async () => {
    await failing('late');
    const { id } = await at.api.take('late', 'x');
    await at.api.reaches(id, 'retrying');
    expect((await cancel(id)).status).toBe(202);
    await claimed(id, 99, 'attempt', 60);
    expectProblem(await cancel(id), 409, 'attempt-in-flight');
  });
});

describe('where nobody delivers, an attempt', () => {
  beforeAll(async () => {
    await at.restart({ INTAKE_ROLES: 'api,relay,projector' });
    await failing('lost');
  });
  afterAll(() => at.restart());

  it('that was lost is recorded with the cancel, in one append (protection: its claim is taken over)', async () => {
    const { id } = await at.api.take('lost', 'x');
    await claimed(id, 1, 'attempt', -1);
    expect((await cancel(id)).body).toMatchObject({ status: 'cancelled', attemptCount: 1, nextAttemptAt: null });
    const [, failed, cancelled] = await at.api.events(id);
    expect(failed).toMatchObject({
      type: 'InputAttemptFailed',
      data: { attempt: { number: 1, outcome: 'unknown' }, delayMs: null },
    });
    expect(cancelled).toMatchObject({ type: 'InputCancelled', position: failed!.position + 1 });
  });

  it.each(['cancel', 'give-up', 'expiry'])('was not made by a claim for %s whose holder died', async (purpose) => {
    const { id } = await at.api.take('lost', 'x');
    await claimed(id, 1, purpose, -1);
    expect((await cancel(id)).body).toMatchObject({ status: 'cancelled', attemptCount: 0 });
    expect(await typesOf(id)).toEqual(['InputReceived', 'InputCancelled']);
  });

  it.each(['cancel', 'give-up', 'expiry'])(
    'may not be made while somebody lives who has it for %s',
    async (purpose) => {
      const { id } = await at.api.take('lost', 'x');
      await claimed(id, 1, purpose, 60);
      const refused = await cancel(id);
      expectProblem(refused, 409, 'attempt-in-flight');
      expect(refused.headers.get('retry-after')).toBe('1');
    },
  );
});

it('2,000 cancels against delivery at work: none is sent after its cancel was acknowledged (protection: the claim)', async () => {
  const arrived = new Map<string, number>();
  let n = 0;
  at.server.answer = (response, { headers }) => {
    arrived.set(String(headers['webhook-id']), performance.now());
    response.statusCode = n++ % 3 === 0 ? 200 : 503;
    response.end();
  };
  await at.api.register('race', { url: at.server.url, retry: quickly, concurrency: 100 });
  const acknowledged = new Map<string, number>();
  let begun = 0;
  const one = async () => {
    while (begun < 2_000) {
      const place = begun++;
      const { id } = await at.api.take('race', 'x');
      // Some at once, some when they are about to be tried again.
      if (place % 2 === 1) await until('it has arrived', () => arrived.has(id), 60_000);
      const answer = await persistently(() => cancel(id));
      if (answer.status === 202) acknowledged.set(id, performance.now());
      else expect(answer.status).toBe(409);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  await until(
    'every input is settled',
    () =>
      withClient(at.place.databaseUrl, async (owner) => {
        // By the log: a list that is behind might know of none yet.
        const { rows } = await owner.query<{ settled: number }>(
          `select count(distinct stream)::integer as settled from intake.events
            where destination = 'race' and type in ('InputDelivered', 'InputCancelled')`,
        );
        return rows[0]!.settled === 2_000;
      }),
    60_000,
  );

  await caughtUp(at.place.databaseUrl);
  const after = [...acknowledged].filter(([id, time]) => (arrived.get(id) ?? 0) > time);
  expect(after).toEqual([]);
  const statuses = await withClient(at.place.databaseUrl, async (owner) => {
    const { rows } = await owner.query<{ id: string; status: string }>(
      `select id, status from read_v3.inputs where destination = 'race'`,
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  });
  expect(statuses.size).toBe(2_000);
  for (const [id, status] of statuses) expect(status).toBe(acknowledged.has(id) ? 'cancelled' : 'delivered');
  // Both have happened, or it was no race.
  for (const status of ['cancelled', 'delivered'])
    expect([...statuses.values()].filter((each) => each === status).length).toBeGreaterThan(20);
});
