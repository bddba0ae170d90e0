/** Who is let in by what this process knows of keys, also where it hears nothing of the log (G12). Real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { accessKeyStream, makeAccessKey, type NewAccessKey } from '../../src/access/access-key.js';
import { AccessKeys } from '../../src/access/access-keys.js';
import { UnknownKeys } from '../../src/access/unknown-keys.js';
import '../../src/events/access-key-issued.js';
import '../../src/events/access-key-revoked.js';
import { LogTail } from '../../src/platform/store/log-tail.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { Wake } from '../../src/platform/wake.js';
import { freshDatabase, silent, type TestDatabase } from '../support/database.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const HERE = '127.0.0.1';
const TRIES = 20;

let database: TestDatabase;
let looks = 0;
let atOnce = 0;
let mostAtOnce = 0;
let tail: LogTail;
let keys: AccessKeys;

/** The real one, counted. */
class CountedReader extends LogReader {
  override async stream(...args: Parameters<LogReader['stream']>) {
    looks++;
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    try {
      return await super.stream(...args);
    } finally {
      atOnce--;
    }
  }
}

beforeEach(async () => {
  database = await freshDatabase();
  [looks, mostAtOnce] = [0, 0];
  tail = new LogTail(new LogReader(database.pool), new Wake(), silent);
  keys = new AccessKeys(
    new CountedReader(database.pool),
    tail,
    new UnknownKeys({ limits: { unknownKeysPerSecond: TRIES } }),
  );
});
afterEach(async () => {
  await tail.stop();
  await database.drop();
});

async function issued(more: object = {}): Promise<NewAccessKey> {
  const made = makeAccessKey();
  const data = { name: 'n', owner: 'shop', roles: ['submitter'], destinations: null, expiresAt: null, ...more };
  const type = 'AccessKeyIssued';
  await writeEvents(database.owner, [{ stream: accessKeyStream(made.id), type, data: { ...data, hash: made.hash } }]);
  return made;
}
const revoke = ({ id }: NewAccessKey) =>
  writeEvents(database.owner, [{ stream: accessKeyStream(id), type: 'AccessKeyRevoked', data: {} }]);
/** Revoked, and known to be. */
const isOut = (made: NewAccessKey) =>
  until(
    'it is out',
    () =>
      holder(made).then(
        () => false,
        ({ detail }) => detail === 'the access key was revoked',
      ),
    5_000,
  );
/** As the guard asks. */
const holder = async ({ key }: Pick<NewAccessKey, 'key'>, address = HERE) => keys.holderOf(key, address);

describe('a key', () => {
  it('that is known is decided on at once, without the database', async () => {
    await tail.start();
    const made = await issued();
    expect(await holder(made)).toMatchObject({ actor: `ik_${made.id}`, owner: 'shop', role: 'submitter' });
    await until('the tail has been at the end', () => tail.idleMs < 1_000);
    expect(keys.holderOf(made.key, HERE)).not.toBeInstanceOf(Promise);
    expect(looks).toBe(1);
  });

  it('that was revoked is out within 5 s, by the tail', async () => {
    await tail.start();
    const made = await issued();
    await holder(made);
    await revoke(made);
    await isOut(made);
  });

  it('and where the tail stands still, by the log: asked once in a while, not each time', async () => {
    const made = await issued();
    await Promise.all(Array.from({ length: 100 }, () => holder(made)));
    for (let n = 0; n < 100; n++) await holder(made);
    expect(looks).toBe(1);
    await revoke(made);
    await isOut(made);
    expect(looks).toBeLessThanOrEqual(3);
  });

  it('that does not exist has the database asked, a few at a time, and is not kept', async () => {
    const strangers = Array.from({ length: 200 }, makeAccessKey);
    const all = strangers.map((stranger, n) => holder(stranger, `from ${n}`));
    expect(await Promise.all(all)).toEqual(strangers.map(() => null));
    expect(mostAtOnce).toBeLessThanOrEqual(4);
    expect(keys).toHaveProperty('lookedAt.size', 0);
  });

  // Without the limit an address that tries keys without end would hold up everybody whose key is not known here yet.
  it('that does not exist is looked for only so often for one address, and one that does costs it nothing', async () => {
    const [there, ...strangers] = [await issued(), ...Array.from({ length: 2 * TRIES }, makeAccessKey)];
    const tried = await Promise.allSettled(strangers.map((stranger) => holder(stranger)));
    const refused = tried.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(TRIES);
    expect(looks).toBe(TRIES);
    expect(refused[0]).toMatchObject({ reason: { code: 'rate-limited', more: { headers: { 'retry-after': '1' } } } });
    expect(await holder(there, 'elsewhere')).toMatchObject({ owner: 'shop' });
    expect(await holder(there)).toMatchObject({ owner: 'shop' });
    const others = await Promise.all(Array.from({ length: 2 * TRIES }, () => issued()));
    for (const other of others) expect(await holder(other, 'a third')).toMatchObject({ owner: 'shop' });
  });

  it.each(['', 'ik_', 'ik_abcdefgh_short', `ik_ABCDEFGH_${'A'.repeat(43)}`, `ik_abcdefgh_${'A'.repeat(44)}`])(
    'that does not look like one has nobody asked: %s',
    async (key) => {
      expect(keys.holderOf(key, HERE)).toBeNull();
      expect(looks).toBe(0);
    },
  );
});
