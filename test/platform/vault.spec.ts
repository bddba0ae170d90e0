/** Secrets at rest (G12). Real PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Vault } from '../../src/platform/vault.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

const STREAM = 'destination-orders';
const SECRET = 'Bearer ünlikely-secret';

let database: TestDatabase;
const vaults: Vault[] = [];

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  for (const vault of vaults.splice(0)) vault.stop();
  await database.drop();
});

const key = () => randomBytes(32);

/** A process that starts with these keys. */
async function started(current: Buffer, previous: Buffer | null = null): Promise<Vault> {
  const vault = new Vault(database.pool, { current, previous }, silent);
  vaults.push(vault);
  await vault.start();
  return vault;
}

const open = async (vault: Vault, id: string) => (await vault.open([id])).get(id);

it('what was sealed for an append that never came goes after an hour; what an event names, and what is new, stays', async () => {
  const vault = await started(key());
  const [named, unnamed] = await vault.seal(STREAM, ['named', 'unnamed']);
  await database.owner.query(`update intake.secrets set created_at = now() - interval '61 minutes'`);
  const [fresh] = await vault.seal(STREAM, ['fresh']);
  await writeEvents(database.owner, [
    { stream: STREAM, data: { policy: { headers: [{ name: 'x-key', secretId: named }] } } },
    { stream: 'destination-others', data: { secretId: unnamed } },
  ]);
  await vault.sweep();
  const { rows } = await database.owner.query<{ id: string }>('select id from intake.secrets order by id');
  expect(rows.map(({ id }) => id)).toEqual([named, fresh].sort());
});

describe('a value', () => {
  it('comes back as it was, and stands nowhere in clear', async () => {
    const vault = await started(key());
    const values = [SECRET, '', 'x'.repeat(10_000)];
    const ids = await vault.seal(STREAM, values);
    const opened = await vault.open(ids);
    expect(ids.map((id) => opened.get(id))).toEqual(values);
    const { rows } = await database.owner.query<{ ciphertext: Buffer }>('select ciphertext from intake.secrets');
    for (const { ciphertext } of rows) expect(ciphertext.includes('unlikely'.slice(2))).toBe(false);
  });

  it('is sealed anew each time: the same value does not show as the same', async () => {
    const vault = await started(key());
    await vault.seal(STREAM, [SECRET, SECRET]);
    const { rowCount } = await database.owner.query('select distinct ciphertext from intake.secrets');
    expect(rowCount).toBe(2);
  });

  it('cannot be opened at another id, in another stream, or changed by a bit', async () => {
    const vault = await started(key());
    const [id, other] = await vault.seal(STREAM, [SECRET, 'another']);
    const change = (assignment: string) =>
      database.owner.query(`update intake.secrets set ${assignment} where id = $1`, [id]);
    const ciphertext = `(select ciphertext from intake.secrets where id = '${id}')`;
    await database.owner.query(`update intake.secrets set ciphertext = ${ciphertext} where id = $1`, [other]);
    await expect(vault.open([other!])).rejects.toThrow();
    await change(`stream = 'destination-others'`);
    await expect(vault.open([id!])).rejects.toThrow();
    await change(`stream = '${STREAM}'`);
    expect(await open(vault, id!)).toBe(SECRET);
    await change('ciphertext = set_byte(ciphertext, 30, get_byte(ciphertext, 30) # 1)');
    await expect(vault.open([id!])).rejects.toThrow();
  });

  it('that is gone is said to be gone', async () => {
    const vault = await started(key());
    const [id] = await vault.seal(STREAM, [SECRET]);
    await database.owner.query('delete from intake.secrets');
    await expect(vault.open([id!])).rejects.toThrow('a secret that an event names is gone');
  });
});

describe('the key', () => {
  it('that this database was not sealed with is refused at the start, in one line that says what to do', async () => {
    const right = key();
    await started(right);
    await expect(started(key())).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/^INTAKE_ENCRYPTION_KEY is not .*INTAKE_ENCRYPTION_KEY_PREVIOUS$/),
    });
    await expect(started(key(), key())).rejects.toMatchObject({ name: 'StartRefused' });
    await started(right);
  });

  it('of the first process to start counts, where two start at once with different ones', async () => {
    const starts = await Promise.allSettled([started(key()), started(key())]);
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is changed with the old one given as the previous; from then on the new one alone is enough', async () => {
    const [old, fresh] = [key(), key()];
    const [before] = await (await started(old)).seal(STREAM, [SECRET]);
    const rotating = await started(fresh, old);
    const [after] = await rotating.seal(STREAM, ['newer']);
    expect(await open(rotating, before!)).toBe(SECRET);
    const rotated = await started(fresh);
    expect(await rotated.open([before!, after!])).toEqual(
      new Map([
        [before, SECRET],
        [after, 'newer'],
      ]),
    );
    await expect(started(old)).rejects.toMatchObject({ name: 'StartRefused' });
  });
});
