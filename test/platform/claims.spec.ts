/** Who may work on what, with many processes asking (G8). Real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import { newId } from '../../src/platform/ids.js';
import type { Claim, ClaimOptions } from '../../src/reactions/deliver-when-received/claim.js';
import { Claims } from '../../src/reactions/deliver-when-received/claims.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { freshDatabase, patientPool, silent, type TestDatabase } from '../support/database.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

placeInSchemas([deliveries]);

const POLICY = { concurrency: 1_000, ratePerSecond: null, onDeadOrderingKey: 'block' } as const;
const ALL: ClaimOptions = {
  ...{ destination: 'orders', policy: POLICY, version: 1 },
  ...{ limit: 1_000, leaseMs: 60_000 },
};
const atOnce = (concurrency: number): ClaimOptions['policy'] => ({ ...POLICY, concurrency });

let database: TestDatabase;
let pools: Pool[];

beforeAll(async () => {
  database = await freshDatabase({ readModels: [deliveries] });
  pools = [1, 2, 3, 4].map(() => patientPool({ url: database.url, name: 'worker', max: 5, pipeline: true }));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});
beforeEach(() => database.owner.query('truncate intake.claims, intake.gates, read_v2.deliveries'));

class Worker extends Claims {
  async claim(options: ClaimOptions): Promise<Claim[]> {
    return (await this.take(options)).claims;
  }
}
const worker = (n = 0) => new Worker(pools[n % pools.length]!, pools[n % pools.length]!, newId(), silent);
const twentyWorkers = () => Array.from({ length: 20 }, (_, n) => worker(n));

interface DueOptions {
  destination: string;
  inMs: number;
  /** An ordering key: the first of them has the turn. */
  key: string | null;
  /** After they were due. */
  expiresInMs: number | null;
}

/** Inputs that are due, in the log and on the to-do list. */
async function due(
  n: number,
  { destination = 'orders', inMs = -1_000, key = null, expiresInMs = null }: Partial<DueOptions> = {},
): Promise<string[]> {
  const ids = Array.from({ length: n }, newId);
  await writeEvents(
    database.owner,
    ids.map((id) => ({ stream: `input-${id}` })),
  );
  await database.owner.query(
    `insert into read_v2.deliveries (input_id, version, destination, owner, attempts, in_run, run,
                                     wanted_at, due_at, in_line_at, line, ordering_key, turn, expires_at, orphaned)
     select id, 1, $2, 'me', 0, 0, 0, at, at, at, n, $4, case when $4::text is null or n = 1 then 'next' end,
            at + $5 * interval '1 ms', false
       from unnest($1::uuid[]) with ordinality as i(id, n), (select clock_timestamp() + $3 * interval '1 ms' as at) t`,
    [ids, destination, inMs, key, expiresInMs],
  );
  return ids;
}

/** A claim is settled when its outcome is in the log. */
const writeOutcomes = (claims: Claim[]) =>
  writeEvents(
    database.owner,
    claims.map(({ inputId }) => ({ stream: `input-${inputId}` })),
  );

const untilOneWaits = () =>
  until('it waits', async () => {
    const { rowCount } = await database.owner.query(
      `select from pg_stat_activity where application_name = 'intake worker' and wait_event_type = 'Lock'`,
    );
    return rowCount === 1;
  });

const takeAllAtOnce = async (options: ClaimOptions): Promise<Claim[]> =>
  (await Promise.all(twentyWorkers().map((each) => each.claim(options)))).flat();

const idsOf = (claims: { inputId: string }[]) => claims.map(({ inputId }) => inputId);

const expire = () => database.owner.query(`update intake.claims set lease_until = clock_timestamp() - interval '1 s'`);

async function standing(): Promise<{ input_id: string; epoch: number; settled: boolean }[]> {
  return (await database.owner.query('select input_id, epoch, settled from intake.claims')).rows;
}

describe('a claim', () => {
  it('is given once, however many ask for it at once', async () => {
    const ids = await due(300);
    const taken = await Promise.all(
      twentyWorkers().map(async (each) => {
        const mine: Claim[] = [];
        for (let claims = await each.claim({ ...ALL, limit: 7 }); claims.length > 0; ) {
          mine.push(...claims);
          claims = await each.claim({ ...ALL, limit: 7 });
        }
        return mine;
      }),
    );
    expect(idsOf(taken.flat()).sort()).toEqual([...ids].sort());
  });

  it('is given for what is due at that destination, the longest due first', async () => {
    const later = await due(3, { inMs: -1_000 });
    const first = await due(3, { inMs: -9_000 });
    await due(3, { inMs: 60_000 });
    await due(3, { destination: 'others' });
    expect(idsOf(await worker().claim({ ...ALL, limit: 4 }))).toEqual([...first, later[0]]);
    expect(idsOf(await worker().claim(ALL))).toEqual(later.slice(1));
  });

  it('is given only for a version that is still the stream’s last in the log', async () => {
    const [moved, still] = await due(2);
    await writeEvents(database.owner, [{ stream: `input-${moved}` }]);
    expect(idsOf(await worker().claim(ALL))).toEqual([still]);
  });

  it('names the version of the destination that stands in the log', async () => {
    await due(1);
    await writeEvents(database.owner, [{ stream: 'destination-orders' }, { stream: 'destination-orders' }]);
    expect(await worker().claim(ALL)).toMatchObject([{ version: 1, owner: 'me', epoch: 1, destinationVersion: 2 }]);
  });
});

describe('the concurrency of a destination', () => {
  it('holds over all processes together', async () => {
    await due(100);
    const options = { ...ALL, limit: 5, policy: atOnce(7) };
    const first = await takeAllAtOnce(options);
    expect(first).toHaveLength(7);
    await worker().settle(first[0]!);
    await worker().settle(first[1]!);
    await worker().release(first[2]!);
    expect(await takeAllAtOnce(options)).toHaveLength(3);
  });

  it('is counted only when nobody else is claiming for it', async () => {
    const ids = await due(20);
    await worker().claim({ ...ALL, limit: 0 });
    await database.owner.query(`begin; select from intake.gates where destination = 'orders' for update`);
    await database.owner.query(
      `insert into intake.claims (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
       select id, 1, 'attempt', 'orders', 1, gen_random_uuid(), 'infinity' from unnest($1::uuid[]) as i(id)`,
      [ids.slice(-7)],
    );
    const taken = worker().claim({ ...ALL, policy: atOnce(7) });
    await untilOneWaits();
    await database.owner.query('commit');
    expect(await taken).toEqual([]);
  });

  it('is its own: others are not held up', async () => {
    await due(10);
    await due(10, { destination: 'others' });
    await takeAllAtOnce({ ...ALL, policy: atOnce(2) });
    expect(await worker().claim({ ...ALL, destination: 'others' })).toHaveLength(10);
  });

  it('is not used up by claims of workers that were lost', async () => {
    await due(10);
    await worker().claim({ ...ALL, policy: atOnce(5) });
    await expire();
    expect(await worker().claim({ ...ALL, policy: atOnce(5) })).toHaveLength(5);
  });
});

describe('a claim whose lease is over', () => {
  it('goes to one other worker, and its old holder can neither settle nor free it', async () => {
    await due(30);
    const stale = await worker().claim(ALL);
    expect(await worker().takeOver([])).toEqual([]);
    await expire();
    const taken = (await Promise.all(twentyWorkers().map((each) => each.takeOver([])))).flat();
    expect(idsOf(taken).sort()).toEqual(idsOf(stale).sort());
    expect(new Set(taken.map(({ epoch }) => epoch))).toEqual(new Set([2]));
    for (const claim of stale.slice(0, 3)) await worker().settle(claim);
    for (const claim of stale.slice(3, 6)) await worker().release(claim);
    expect((await standing()).map(({ settled }) => settled)).toEqual(Array(30).fill(false));
    for (const claim of taken) await worker().settle(claim);
    expect(await standing()).toEqual([]);
  });

  it('is left to a process that still has it in hand', async () => {
    const [inHand, lost] = await due(2);
    await worker().claim(ALL);
    await expire();
    expect(idsOf(await worker().takeOver([inHand!]))).toEqual([lost]);
  });

  it('tells whether its outcome came into the log after all', async () => {
    const [told, lost] = await due(2);
    await worker().claim(ALL);
    await expire();
    await writeEvents(database.owner, [{ stream: `input-${told}` }]);
    const owners = (await worker().takeOver([])).map(({ inputId, owner }) => [inputId, owner]);
    expect(new Map(owners as [string, string | null][])).toEqual(
      new Map([
        [told, null],
        [lost, 'me'],
      ]),
    );
  });

  it('waits where neither the log nor the to-do list knows of it: a list that is being filled will', async () => {
    const [lost] = await due(1);
    await worker().claim(ALL);
    await expire();
    await database.owner.query('create table aside as table read_v2.deliveries; truncate read_v2.deliveries');
    expect(await worker().takeOver([])).toEqual([]);
    await database.owner.query('insert into read_v2.deliveries table aside; drop table aside');
    expect(await worker().takeOver([])).toMatchObject([{ inputId: lost, owner: 'me' }]);
  });
});

describe('a claim for what ends without an attempt', () => {
  const orphan = () => database.owner.query('update read_v2.deliveries set orphaned = true, turn = null');
  const endings = (limit = 100) => worker().takeEndings(limit, 60_000);

  it('is given for what was for a deleted destination, and nothing of that goes out', async () => {
    const ids = await due(3);
    await orphan();
    expect(await worker().claim(ALL)).toEqual([]);
    const claims = await endings();
    expect(claims.map(({ inputId, purpose }) => [inputId, purpose]).sort()).toEqual(
      ids.map((id) => [id, 'give-up']).sort(),
    );
    expect(await endings()).toEqual([]);
  });

  it('is given for what has expired, and nothing of that goes out', async () => {
    const over = await due(2, { expiresInMs: 500 });
    const ahead = await due(2, { expiresInMs: 60_000 });
    expect(idsOf(await worker().claim(ALL))).toEqual(ahead);
    expect((await endings()).map(({ purpose }) => purpose)).toEqual(['expiry', 'expiry']);
    expect(idsOf(await endings())).toEqual([]);
    expect(over).toHaveLength(2);
  });

  it('is not given while an attempt may be under way', async () => {
    await due(2, { inMs: -100, expiresInMs: 300 });
    await worker().claim(ALL);
    await until('they have expired', async () => {
      const { rows } = await database.owner.query(
        'select from read_v2.deliveries where expires_at > clock_timestamp()',
      );
      return rows.length === 0;
    });
    expect(await endings()).toEqual([]);
    await expire();
    expect(await endings()).toEqual([]);
  });

  it('is given once for an input that has two reasons', async () => {
    await due(4, { expiresInMs: 500 });
    await orphan();
    expect((await endings()).map(({ purpose }) => purpose)).toEqual(Array(4).fill('give-up'));
  });

  it('is simply free again when its lease is over: nothing was sent that could be told', async () => {
    const ids = await due(2);
    await orphan();
    await endings();
    await expire();
    expect(await worker().takeOver([])).toEqual([]);
    await worker().clear();
    expect(idsOf(await endings()).sort()).toEqual([...ids].sort());
  });
});

describe('inputs of one ordering key', () => {
  const turns = (which: string, turn: string | null) =>
    database.owner.query('update read_v2.deliveries set turn = $2 where input_id = $1', [which, turn]);

  it('are given one at a time, to whoever asks; others beside them are not held up', async () => {
    const keyed = await due(3, { key: 'customer-7' });
    const free = await due(3);
    expect(idsOf(await takeAllAtOnce(ALL)).sort()).toEqual([keyed[0]!, ...free].sort());
  });

  it('wait for a claim of their key that is not settled, even where the to-do list says otherwise', async () => {
    const [first, second] = await due(2, { key: 'customer-7' });
    const [claim] = await worker().claim(ALL);
    await turns(second!, 'next');
    expect(await worker().claim(ALL)).toEqual([]);
    await expire();
    expect(await worker().claim(ALL)).toEqual([]);
    await writeOutcomes([claim!]);
    await worker().settle(claim!);
    expect(idsOf(await worker().claim(ALL))).toEqual([second]);
    expect(claim!.inputId).toBe(first);
  });

  it('pass one that was given up only where the policy says so', async () => {
    const [only] = await due(1, { key: 'customer-7' });
    await turns(only!, 'after-dead');
    expect(await worker().claim(ALL)).toEqual([]);
    const skipping: ClaimOptions = { ...ALL, policy: { ...POLICY, onDeadOrderingKey: 'skip' } };
    expect(idsOf(await worker().claim(skipping))).toEqual([only]);
  });
});

describe('the gate of a destination', () => {
  const GATED: ClaimOptions = { ...ALL, destination: 'gated' };
  const gated = (n: number) => due(n, { destination: 'gated' });
  const failure = { version: 1, kind: 'failed', retryAfterMs: null } as const;
  const settleAll = async (claims: Claim[], kind: 'failed' | 'worked', retryAfterMs: number | null = null) => {
    await writeOutcomes(claims);
    for (const claim of claims) await worker().settle(claim, { ...failure, kind, retryAfterMs });
  };
  const passTime = () =>
    database.owner.query(`update intake.gates set open_until = open_until - interval '1 h',
                                                  retry_after_until = retry_after_until - interval '1 h'`);

  it('keeps a rate over all processes together, each request at its own time', async () => {
    await gated(100);
    const options = { ...GATED, policy: { ...POLICY, ratePerSecond: 20 } };
    const begun = performance.now();
    const claims = await takeAllAtOnce(options);
    const tookMs = performance.now() - begun;
    // Half a second ahead, and what the time of asking itself gave.
    expect(claims.length).toBeGreaterThanOrEqual(11);
    expect(claims.length).toBeLessThanOrEqual(12 + tookMs / 50);
    expect(Math.max(...claims.map(({ startInMs }) => startInMs))).toBeGreaterThan(300);
  });

  it('opens for all processes after ten failures, lets one probe through, and closes with its success', async () => {
    await gated(60);
    await settleAll(await worker(0).claim({ ...GATED, limit: 10 }), 'failed');
    expect(await worker(1).claim(GATED)).toEqual([]);
    expect(await worker(1).dueDestinations()).toEqual([]);
    await passTime();
    expect(await worker(1).dueDestinations()).toEqual(['gated']);
    const probes = await takeAllAtOnce(GATED);
    expect(probes).toHaveLength(1);
    await settleAll(probes, 'worked');
    expect(await takeAllAtOnce(GATED)).toHaveLength(2);
  });

  it('opens anew where the probe fails', async () => {
    await gated(20);
    await settleAll(await worker().claim({ ...GATED, limit: 10 }), 'failed');
    await passTime();
    await settleAll(await worker().claim(GATED), 'failed');
    expect(await worker().claim(GATED)).toEqual([]);
  });

  it('begins anew with a newer version of the destination', async () => {
    await gated(20);
    await settleAll(await worker().claim({ ...GATED, limit: 10 }), 'failed');
    expect(await worker().claim({ ...GATED, version: 2 })).toHaveLength(10);
  });

  it('that cannot learn holds up no other: their claims are settled', async () => {
    await due(1, { destination: 'locked' });
    await due(1);
    const [bad] = await worker().claim({ ...ALL, destination: 'locked' });
    const [good] = await worker().claim(ALL);
    const holder = await pools[3]!.connect();
    await holder.query(`begin; set local idle_in_transaction_session_timeout = 0`);
    await holder.query(`select from intake.gates where destination = 'locked' for update`);
    const asked = worker();
    const settled = [asked.settle(bad!, { ...failure, kind: 'failed' }), asked.settle(good!, failure)];
    await Promise.all(settled);
    await holder.query('rollback');
    holder.release();
    expect(await standing()).toEqual([]);
  });

  it('keeps everything back for as long as the destination asked', async () => {
    await gated(5);
    await settleAll(await worker(0).claim({ ...GATED, limit: 1 }), 'failed', 60_000);
    expect(await worker(1).claim(GATED)).toEqual([]);
    expect(await worker(1).dueDestinations()).toEqual([]);
    await passTime();
    expect(await worker(1).claim(GATED)).toHaveLength(4);
  });

  it('of one says nothing of another', async () => {
    await gated(12);
    await due(12, { destination: 'others' });
    await settleAll(await worker().claim({ ...GATED, limit: 10 }), 'failed');
    expect(await worker().dueDestinations()).toEqual(['others']);
    expect(await worker().claim({ ...GATED, destination: 'others' })).toHaveLength(12);
  });
});

describe('a settled claim', () => {
  it('of an attempt is gone, and its input is not taken again, however far behind the to-do list is', async () => {
    await due(20);
    const claims = await worker().claim(ALL);
    await writeOutcomes(claims);
    await Promise.all([...claims.map((claim) => worker().settle(claim)), takeAllAtOnce(ALL)]);
    expect(await standing()).toEqual([]);
    expect(await takeAllAtOnce(ALL)).toEqual([]);
  });

  // Looked for before the gate is locked, neither would be found.
  it('of an attempt is found, or its outcome is, by whoever waits for the gate meanwhile', async () => {
    const [input] = await due(1);
    await worker().claim({ ...ALL, limit: 0 });
    await database.owner.query(`begin; select from intake.gates where destination = 'orders' for update`);
    const taken = worker().claim(ALL);
    await untilOneWaits();
    // Claimed, delivered and settled while it was locked.
    await writeEvents(database.owner, [{ stream: `input-${input}` }]);
    await database.owner.query('commit');
    expect(await taken).toEqual([]);
  });

  // An attempt could begin after the ending: whoever looked for both before the ending began would find neither.
  it('of an ending stays until the to-do list is past it, and as long as a statement may run', async () => {
    const [behind, past] = await due(2);
    await database.owner.query('update read_v2.deliveries set orphaned = true');
    for (const claim of await worker().takeEndings(100, 60_000)) await worker().settle(claim);
    await database.owner.query('update read_v2.deliveries set version = 2 where input_id = $1', [past]);
    await worker().clear();
    expect((await standing()).map(({ settled }) => settled)).toEqual([true, true]);
    await expire();
    await worker().clear();
    expect(idsOfRows(await standing())).toEqual([behind]);
    expect(await worker().claim(ALL)).toEqual([]);
    await database.owner.query('delete from read_v2.deliveries');
    await worker().clear();
    expect(await standing()).toEqual([]);
  });

  it('is nobody else’s, even where one was freed and given anew with the same epoch', async () => {
    await due(1);
    const [slow] = await worker().claim(ALL);
    await worker().release(slow!);
    const [anew] = await worker().claim(ALL);
    expect([slow!.version, slow!.epoch]).toEqual([anew!.version, anew!.epoch]);
    await worker().settle(slow!);
    await worker().release(slow!);
    expect((await standing()).map(({ settled }) => settled)).toEqual([false]);
  });
});

const idsOfRows = (rows: { input_id: string }[]) => rows.map(({ input_id }) => input_id);
