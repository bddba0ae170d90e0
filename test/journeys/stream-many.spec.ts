/** Two thousand listeners in one process, of all inputs or of one, and one that does not read: memory stays flat, nobody else waits. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { standing } from '../support/connections.js';
import { headOf, inputEvents } from '../support/input-log.js';
import { journey } from '../support/journey.js';
import { residentBytes } from '../support/process.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey();
const LISTENERS = 2_000;
const AT_ONCE = 100;
/** Three times what is measured. */
const MAX_BYTES_EACH = 64 * 1024;
const MIB = 1024 * 1024;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
});

const listen = (query: string, lastEventId?: number) => Listener.to(at.intake, `/v1/stream${query}`, lastEventId);

const memory = () => residentBytes(at.intake.child.pid);

async function happens(inputs: number): Promise<void> {
  for (let n = 0; n < inputs; n++) await at.api.take('orders', 'x'.repeat(1_000));
}

describe('listeners of one process', () => {
  it('cost little while nothing is told to them, and all hear what comes', async () => {
    // What the process takes by itself, it has by now.
    await happens(300);
    const before = memory();
    const idle: Listener[] = [];
    while (idle.length < LISTENERS)
      idle.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => listen('?destination=letters')))));
    const open = memory();
    expect((open - before) / LISTENERS).toBeLessThan(MAX_BYTES_EACH);
    await happens(300);
    expect(memory() - open).toBeLessThan(64 * MIB);
    await at.api.register('letters', { url: at.server.url });
    await at.api.take('letters', 'x');
    for (const listener of idle) await listener.hears('InputDelivered');
    for (const listener of idle) {
      expect(listener.types).toEqual(['InputReceived', 'InputDelivered']);
      listener.leave();
    }
  }, 240_000);
});

describe('listeners of one input', () => {
  // With a question of its own for each, half of them were cut: there are not as many connections to PostgreSQL.
  it('are all told its end, however many they are', async () => {
    const deliverAt = new Date(Date.now() + 3_600_000).toISOString();
    const input = await at.api.take('orders', 'x'.repeat(10_000), { 'intake-deliver-at': deliverAt });
    const listeners: Listener[] = [];
    while (listeners.length < LISTENERS)
      listeners.push(
        ...(await Promise.all(Array.from({ length: AT_ONCE }, () => Listener.to(at.intake, input.links.stream)))),
      );
    for (const listener of listeners) await listener.hears('InputReceived');
    expect((await at.api.ask('POST', `/v1/inputs/${input.id}/cancel`)).status).toBe(202);
    for (const listener of listeners) await listener.end();
    const outcomes = listeners.map(({ types, response }) => `${types} ${response.complete}`);
    expect([...new Set(outcomes)]).toEqual(['InputReceived,InputCancelled true']);
  }, 240_000);
});

describe('a listener that does not read', () => {
  // Without the cut it would hold a connection, and what waits for it, for ever.
  it('is cut, holds up nobody, and misses nothing when it comes back', async () => {
    const begin = await headOf(at.api);
    const [stopped, quick] = await Promise.all([listen(''), listen('')]);
    stopped.response.pause();
    // More than the sockets between the two take.
    const large = Buffer.alloc(256 * 1024, 'x');
    for (let n = 0; n < 60; n++) await at.api.take('orders', large);
    const all = async () => (await inputEvents(at.api, begin)).map(({ id }) => id);
    await until('all is delivered', async () => (await all()).length === 120, 60_000);
    await until('the other is told all of it', () => quick.told.length === 120);
    quick.leave();
    const before = memory();
    await until('it is cut', () => stopped.response.destroyed || isGone(stopped), 90_000);
    stopped.response.resume();
    await stopped.end();
    expect(stopped.response.complete).toBe(false);
    expect(memory() - before).toBeLessThan(64 * MIB);
    const again = await listen('', stopped.told.at(-1)?.id ?? begin);
    await until('it is told the rest', () => stopped.told.length + again.told.length >= 120);
    expect([...stopped.told, ...again.told].map(({ id }) => id)).toEqual(await all());
    again.leave();
  }, 240_000);
});

/** Whether Intake has given up the connection of who does not read, and so cannot notice. */
function isGone({ response }: Listener): boolean {
  const client = response.socket;
  return !standing().some(
    ({ localPort, remotePort }) => localPort === client.remotePort && remotePort === client.localPort,
  );
}
