/** Breakers as they are shown: of the gates, by PostgreSQL's clock, for the version that is shown. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { Pools } from '../../src/platform/database/process-pools.js';
import { GateBreakers } from '../../src/reactions/deliver-when-received/breakers.js';
import { freshDatabase, patientPool, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let pool: Pool;
let breakers: GateBreakers;

beforeAll(async () => {
  database = await freshDatabase();
  pool = patientPool({ url: database.url, name: 'requests', max: 2 });
  breakers = new GateBreakers({ requests: pool } as Pools);
  await database.owner.query(`
    insert into intake.gates (destination, version, failures, open_until) values
      ('closed', 3, 9, null),
      ('open', 3, 10, clock_timestamp() + interval '1 minute'),
      ('half-open', 3, 10, clock_timestamp() - interval '1 ms')`);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('the breaker that is shown', () => {
  it('is what the gate has learnt, and closed where nothing was sent yet', async () => {
    const names = ['closed', 'open', 'half-open', 'new'];
    const shown = await breakers.of(names.map((name) => ({ name, version: 3 })));
    expect(Object.fromEntries(shown)).toEqual({
      closed: 'closed',
      open: 'open',
      'half-open': 'half-open',
      new: 'closed',
    });
    expect(await breakers.of([])).toEqual(new Map());
  });

  // Without the look at the version, a reset by hand would show nothing until the next attempt.
  it('is closed where the destination is newer than what was learnt, and is what was learnt where it is older', async () => {
    const at = async (version: number) => (await breakers.of([{ name: 'open', version }])).get('open');
    expect([await at(2), await at(3), await at(4)]).toEqual(['open', 'open', 'closed']);
  });
});
