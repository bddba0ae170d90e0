/** Who waits for news of an input keeps nothing of its body in memory, however large that is. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../support/database.js';
import { heapEnv, heldBytes } from '../support/heap.js';
import { headOf } from '../support/input-log.js';
import { journey } from '../support/journey.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey({ INTAKE_ROLES: 'api', ...heapEnv });
const WAITING = 150;
const TOGETHER = 10;
const LARGE = Buffer.alloc(256 * 1024, 0xff);
/** A connection, a timer and a watch; the body alone would be five times as much. */
const MAX_BYTES_EACH = 64 * 1024;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
});

/** What each of those who wait by now costs, once what was told to them is let go. */
async function expectLittleMore(before: number): Promise<void> {
  let each = Number.POSITIVE_INFINITY;
  const isLittle = async () => {
    each = ((await heldBytes(at.intake.child)) - before) / WAITING;
    return each < MAX_BYTES_EACH;
  };
  await until(() => `each holds little, not ${Math.round(each)} bytes`, isLittle);
}

describe('while nothing happens', () => {
  it('a listener of an input keeps nothing of what it was told', async () => {
    const before = await heldBytes(at.intake.child);
    const listeners: Listener[] = [];
    for (let n = 0; n < WAITING; n++) {
      const { links } = await at.api.take('orders', LARGE);
      const listener = await Listener.to(at.intake, links.stream);
      await listener.hears('InputReceived');
      listener.told.length = 0;
      listeners.push(listener);
    }
    await expectLittleMore(before);
    for (const listener of listeners) listener.leave();
  });

  it('who waits for what comes of an input keeps nothing of what was sent', async () => {
    await at.api.take('orders', LARGE);
    const begin = await headOf(at.api);
    const before = await heldBytes(at.intake.child);
    const waiting: ReturnType<typeof at.api.submit>[] = [];
    // A few at a time: more of such a size at once are refused where the machine is busy.
    for (let taken = 0; taken < WAITING; taken += TOGETHER) {
      for (let n = 0; n < TOGETHER; n++) waiting.push(at.api.submit('orders', LARGE, { prefer: 'wait=60' }));
      await until('these are taken', async () => (await headOf(at.api)) === begin + taken + TOGETHER);
    }
    await expectLittleMore(before);
    for (const id of await takenAfter(begin)) await at.api.ask('POST', `/v1/inputs/${id}/cancel`);
    // They did wait.
    expect((await Promise.all(waiting)).filter(({ status }) => status !== 200)).toEqual([]);
  });
});

const takenAfter = (position: number): Promise<string[]> =>
  withClient(at.place.databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select substr(stream, 7) as id from intake.events where position > $1 and type = 'InputReceived'`,
      [position],
    );
    return rows.map(({ id }) => id);
  });
