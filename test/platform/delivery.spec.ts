/** From an input in the log to its destination, and back into the log what came of it (G8, G10). Real PostgreSQL, real HTTP. */
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Logger, pino } from 'pino';
import { DestinationDeleted } from '../../src/events/destination-deleted.js';
import { DestinationDisabled } from '../../src/events/destination-disabled.js';
import { DestinationEnabled } from '../../src/events/destination-enabled.js';
import { newId } from '../../src/platform/ids.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { registered, TestDelivery, type Told } from '../support/delivery.js';
import { type Destination, startDestination } from '../support/destination.js';
import { answering, startRawServer } from '../support/raw-server.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let delivery: TestDelivery;
let destination: Destination;
const more: { stop(): Promise<unknown> }[] = [];

beforeEach(async () => {
  [database, destination] = await Promise.all([freshDatabase({ readModels: [deliveries] }), startDestination()]);
  delivery = await TestDelivery.start(database);
});

afterEach(async () => {
  await Promise.all(more.splice(0).map((each) => each.stop()));
  await delivery.stop();
  await destination.close();
  await database.drop();
});

const another = async (options: Parameters<typeof TestDelivery.start>[1] = {}): Promise<TestDelivery> => {
  const started = await TestDelivery.start(database, options);
  more.push(started);
  return started;
};

/** A log, and how many lines of it say something. */
function listening(): { says: Logger; lines(what: string): number } {
  const said: string[] = [];
  const says = pino(
    {
      hooks: {
        logMethod(args, method) {
          said.push(String(args.at(-1)));
          method.apply(this, args);
        },
      },
    },
    new PassThrough().resume(),
  );
  return { says, lines: (what) => said.filter((line) => line.includes(what)).length };
}

/** What happened to an input, in short. */
const told = (events: Told[]) =>
  events
    .slice(1)
    .map(({ type, data }) =>
      'attempt' in data
        ? [type, data.attempt.number, data.attempt.outcome]
        : [type, 'reason' in data ? data.reason : null],
    );

describe('a request', () => {
  it('carries the body, its type and encoding, the destination’s own headers and ours, and nothing else', async () => {
    const [token, cookie] = await delivery.vault.seal('destination-orders', ['Bearer t-1', 'k=v']);
    await delivery.register('orders', destination.url, {
      method: 'PUT',
      headers: [{ name: 'Cookie', secretId: cookie! }],
      auth: { type: 'bearer', secretId: token! },
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const began = Math.floor(Date.now() / 1_000);
    const id = await delivery.submit('orders', 'x', {
      contentType: 'Text/Odd; a=B',
      contentEncoding: 'gzip',
      traceparent,
    });
    await delivery.settled(id);
    const [{ method, path, headers }] = destination.received as [Destination['received'][0]];
    const sentAt = Number(headers['webhook-timestamp']);
    expect([method, path]).toEqual(['PUT', '/in']);
    expect(headers).toEqual({
      host: new URL(destination.url).host,
      connection: 'keep-alive',
      'content-length': '1',
      'content-type': 'Text/Odd; a=B',
      'content-encoding': 'gzip',
      'accept-encoding': 'identity',
      'user-agent': 'Intake',
      authorization: 'Bearer t-1',
      cookie: 'k=v',
      traceparent,
      'webhook-id': id,
      'webhook-timestamp': String(sentAt),
      'idempotency-key': id,
      'intake-attempt': '1',
      'intake-destination-version': '1',
    });
    expect(sentAt).toBeGreaterThanOrEqual(began);
    expect(sentAt).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  it('leaves out what the input did not bring, and asks for the encoding that its destination’s headers say', async () => {
    const [encoding] = await delivery.vault.seal('destination-orders', ['br']);
    await delivery.register('orders', destination.url, { headers: [{ name: 'Accept-Encoding', secretId: encoding! }] });
    await delivery.settled(await delivery.submit('orders', '', { contentType: null }));
    const { headers, body } = destination.received[0]!;
    expect(body).toHaveLength(0);
    expect(headers['accept-encoding']).toBe('br');
    for (const name of ['content-type', 'content-encoding']) expect(headers).not.toHaveProperty(name);
  });

  it('brings its body byte for byte', async () => {
    const bodies = {
      'every byte there is': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      'NUL characters': Buffer.from('a\0b\0'),
      'text that is not UTF-8': Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80]),
      'a byte order mark and lone escapes': Buffer.from('\ufeff"\\ud800\\u0000"'),
      'what JSON.parse would not give back': Buffer.from('{"b":12345678901234567890,"a":1.0,"a":1e400}'),
      '256 KiB': Buffer.alloc(256 * 1024, 'ä'),
    };
    await delivery.register('orders', destination.url);
    for (const [what, body] of Object.entries(bodies)) {
      const id = await delivery.submit('orders', body, { contentType: 'application/json' });
      await delivery.settled(id);
      const { headers, body: received } = destination.received.find((one) => one.headers['webhook-id'] === id)!;
      expect([what, received.equals(body), headers['content-length']]).toEqual([what, true, String(body.length)]);
    }
  });
});

describe('what becomes of an input', () => {
  it('whose destination fails for a while: it is tried again, each attempt told, all with the same webhook-id', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response) => {
      response.statusCode = destination.received.length < 3 ? 500 : 200;
      response.end('answer');
    };
    const id = await delivery.submit('orders', 'x');
    expect(told(await delivery.settled(id))).toEqual([
      ['InputAttemptFailed', 1, 'http-error'],
      ['InputAttemptFailed', 2, 'http-error'],
      ['InputDelivered', 3, 'delivered'],
    ]);
    expect(destination.received.map(({ headers }) => [headers['webhook-id'], headers['intake-attempt']])).toEqual([
      [id, '1'],
      [id, '2'],
      [id, '3'],
    ]);
  });

  it('whose destination refuses it for good: it is given up at once', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response, { body }) => response.writeHead(Number(body), { location: destination.url }).end();
    for (const [status, reason] of [
      ['410', 'gone'],
      ['307', 'rejected'],
      ['400', 'rejected'],
    ] as const) {
      expect(told(await delivery.settled(await delivery.submit('orders', status)))).toEqual([
        ['InputAttemptFailed', 1, 'http-error'],
        ['InputDeadLettered', reason],
      ]);
    }
    expect(destination.received).toHaveLength(3);
  });

  it('whose destination names a time: it waits at least that long', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response) => response.writeHead(503, { 'retry-after': '900' }).end();
    const id = await delivery.submit('orders');
    await until('the attempt is told', async () => (await delivery.history(id)).length === 2);
    expect((await delivery.history(id))[1]).toMatchObject({ type: 'InputAttemptFailed', data: { delayMs: 900_000 } });
  });

  it('whose destination is at an address that is not allowed: it is given up, and nothing is sent', async () => {
    await delivery.stop();
    delivery = await TestDelivery.start(database, { allowPrivate: false });
    for (const [name, host] of [
      ['literal', '127.0.0.1'],
      ['named', 'localhost'],
    ] as const) {
      await delivery.register(name, destination.url.replace('127.0.0.1', host));
      expect(told(await delivery.settled(await delivery.submit(name)))).toEqual([
        ['InputAttemptFailed', 1, 'address-not-allowed'],
        ['InputDeadLettered', 'address-not-allowed'],
      ]);
    }
    expect(destination.received).toHaveLength(0);
  });

  it('whose destination is deleted: it is given up without an attempt, at once', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response) => response.writeHead(503, { 'retry-after': '900' }).end();
    const id = await delivery.submit('orders');
    await until('the attempt is told', async () => (await delivery.history(id)).length === 2);
    await delivery.decide('orders', DestinationDeleted.of({}));
    expect(told(await delivery.settled(id)).at(-1)).toEqual(['InputDeadLettered', 'destination-deleted']);
    expect(destination.received).toHaveLength(1);
  });

  it('whose destination is deleted and made anew while it waits: it is given up, and nothing of it goes to the new one', async () => {
    await delivery.register('orders', destination.url);
    destination.answer = (response) => response.writeHead(503, { 'retry-after': '1' }).end();
    const id = await delivery.submit('orders');
    await until('the attempt is told', async () => (await delivery.history(id)).length === 2);
    destination.answer = (response) => response.end();
    await delivery.decide('orders', DestinationDeleted.of({}), registered(destination.url));
    expect(told(await delivery.settled(id)).at(-1)).toEqual(['InputDeadLettered', 'destination-deleted']);
    await delivery.settled(await delivery.submit('orders'));
    expect(destination.received).toHaveLength(2);
  });

  it('whose destination is disabled: it waits until that is over', async () => {
    await delivery.register('orders', destination.url, {
      retry: { maxAttempts: 3, minDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
    });
    await delivery.register('others', destination.url);
    destination.answer = (response) => response.writeHead(destination.received.length === 1 ? 503 : 200).end();
    const id = await delivery.submit('orders');
    await until('the attempt is told', async () => (await delivery.history(id)).length === 2);
    await delivery.decide('orders', DestinationDisabled.of({ reason: 'requested' }));
    await until('it is due again', async () => {
      const { rowCount } = await database.owner.query(
        `update read_v2.deliveries set due_at = now() - interval '1 s' where version = 2`,
      );
      return rowCount === 1;
    });
    // What is due later has had its turn: so the one before it had, too.
    await delivery.settled(await delivery.submit('others'));
    expect(destination.received).toHaveLength(2);
    await delivery.decide('orders', DestinationEnabled.of({}));
    expect(told(await delivery.settled(id)).at(-1)).toEqual(['InputDelivered', 2, 'delivered']);
  });

  it('whose worker is not heard of: the attempt counts as unknown, the next one follows, and the late outcome is refused', async () => {
    const { says, lines } = listening();
    await delivery.stop();
    delivery = await TestDelivery.start(database, { says });
    await another({ says });
    await delivery.register('orders', destination.url, { timeoutMs: 50_000 });
    const late: ServerResponse[] = [];
    destination.answer = (response) => {
      if (destination.received.length === 1) late.push(response);
      else response.end();
    };
    const id = await delivery.submit('orders');
    await until('it is being sent', () => late.length === 1);
    await database.owner.query(`update intake.claims set lease_until = clock_timestamp() - interval '1 s'`);
    const events = await delivery.settled(id);
    expect(told(events)).toEqual([
      ['InputAttemptFailed', 1, 'unknown'],
      ['InputDelivered', 2, 'delivered'],
    ]);
    expect(destination.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    late[0]!.end('too late');
    await until('it has come back', () => lines('delivery attempted') === 3);
    expect(await delivery.history(id)).toEqual(events);
  });

  it('whose claim ran out while its own worker still has it: nobody else being there, its outcome is told as it was', async () => {
    await delivery.register('orders', destination.url, { timeoutMs: 50_000 });
    const late: ServerResponse[] = [];
    destination.answer = (response) => late.push(response);
    const id = await delivery.submit('orders');
    await until('it is being sent', () => late.length === 1);
    await database.owner.query(`update intake.claims set lease_until = clock_timestamp() - interval '1 s'`);
    // Looked through after that: what was put there later, and is over too, has been taken over.
    await delivery.register('others', destination.url);
    const other = await delivery.submit('others');
    await until('the other one is being sent', () => late.length === 2);
    late[1]!.end();
    await delivery.settled(other);
    late[0]!.end();
    expect(told(await delivery.settled(id))).toEqual([['InputDelivered', 1, 'delivered']]);
  });
});

describe('many inputs', () => {
  it('are sent once each by several processes, never more at once than their destination takes', async () => {
    await Promise.all([another(), another()]);
    await delivery.register('orders', destination.url, { concurrency: 4 });
    let now = 0;
    let most = 0;
    destination.answer = (response) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        response.end();
      }, 10);
    };
    const ids = await Promise.all(Array.from({ length: 60 }, () => delivery.submit('orders')));
    for (const id of ids) expect(told(await delivery.settled(id))).toEqual([['InputDelivered', 1, 'delivered']]);
    expect(destination.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort());
    expect(most).toBeLessThanOrEqual(4);
  });

  it('are not held up by destinations that hang, break off or talk nonsense, nor by what cannot be sent at all', async () => {
    const { says, lines } = listening();
    await delivery.stop();
    delivery = await TestDelivery.start(database, { says });
    const servers = await Promise.all([
      startRawServer(() => {}),
      startRawServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
      startRawServer(answering('nonsense\r\n\r\n')),
    ]);
    const once = { timeoutMs: 1_000, retry: { maxAttempts: 1, minDelayMs: 100, maxDelayMs: 100 } };
    for (const [n, { url }] of servers.entries()) await delivery.register(`bad-${n}`, url, once);
    // Its header stands nowhere: no attempt can even be made.
    await delivery.register('poison', destination.url, { headers: [{ name: 'x', secretId: newId() }] });
    await delivery.register('good', destination.url);
    const poison = await Promise.all(Array.from({ length: 20 }, () => delivery.submit('poison')));
    const bad = await Promise.all(
      servers.flatMap((_, n) => Array.from({ length: 10 }, () => delivery.submit(`bad-${n}`))),
    );
    const began = performance.now();
    const good = await Promise.all(Array.from({ length: 50 }, () => delivery.submit('good')));
    for (const id of good) expect(told(await delivery.settled(id))).toEqual([['InputDelivered', 1, 'delivered']]);
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const id of bad) {
      expect(told(await delivery.settled(id))).toEqual([
        ['InputAttemptFailed', 1, expect.stringMatching(/timeout|network-error/)],
        ['InputDeadLettered', 'exhausted'],
      ]);
    }
    for (const id of poison) expect(await delivery.history(id)).toHaveLength(1);
    const seconds = (performance.now() - began) / 1_000;
    // It is looked at again and again, and not as fast as the machine can.
    expect(lines('could not be begun')).toBeGreaterThan(0);
    expect(lines('could not be begun')).toBeLessThan(30 * (seconds + 1));
    await Promise.all(servers.map((each) => each.close()));
  });
});
