/** Signatures as receivers verify them, with the published library, against a real server. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { destinationStream } from '../../src/commands/destination.js';
import { DestinationRegistered } from '../../src/events/destination-registered.js';
import { DestinationSecretRotated } from '../../src/events/destination-secret-rotated.js';
import { newSigningSecret } from '../../src/platform/signing.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { registered, TestDelivery } from '../support/delivery.js';
import { type Destination, startDestination } from '../support/destination.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let delivery: TestDelivery;
let server: Destination;

beforeAll(async () => {
  [database, server] = await Promise.all([freshDatabase({ readModels: [deliveries] }), startDestination()]);
  delivery = await TestDelivery.start(database);
});

afterAll(async () => {
  await delivery.stop();
  await server.close();
  await database.drop();
});

const sealed = async (name: string) => {
  const value = newSigningSecret();
  const [id] = await delivery.vault.seal(destinationStream(name), [value]);
  return { id: id!, value };
};
const signedBy = (signingSecretId: string) =>
  DestinationRegistered.of({ policy: registered(server.url).data.policy, signingSecretId });

/** Submits, and answers what the server has got. */
async function sent(name: string, body: string | Buffer = 'two coffees') {
  const id = await delivery.submit(name, body);
  await delivery.settled(id);
  return server.received.findLast(({ headers }) => headers['webhook-id'] === id)!;
}

type Received = Awaited<ReturnType<typeof sent>>;
const headersOf = ({ headers }: Received) => headers as Record<string, string>;
const signatures = (request: Received) => headersOf(request)['webhook-signature']?.split(' ') ?? [];

function verifies({ value }: { value: string }, request: Received, body = request.body): boolean {
  try {
    new Webhook(value).verify(body, headersOf(request), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

describe('a request', () => {
  it.each<[string, string | Buffer]>([
    ['text', 'two coffees'],
    ['JSON with spaces of its own', '{ "n" :  7.0 }'],
    ['nothing', ''],
    ['a byte order mark, line ends, NUL and the last characters there are', '\ufeff\r\n\0\u{10ffff}'],
  ])('of %s is verified by the library', async (_, body) => {
    const name = `of-${Buffer.from(body).length}`;
    const secret = await sealed(name);
    await delivery.decide(name, signedBy(secret.id));
    const request = await sent(name, body);
    expect(request.body.equals(Buffer.from(body))).toBe(true);
    expect(verifies(secret, request)).toBe(true);
    expect(verifies(await sealed(name), request)).toBe(false);
    expect(verifies(secret, request, Buffer.concat([request.body, Buffer.from(' ')]))).toBe(false);
  });

  // The library reads a body as UTF-8, and so cannot speak of these bytes; the standard signs them as they are.
  it('of bytes that are no text is signed as it is', async () => {
    const secret = await sealed('binary');
    await delivery.decide('binary', signedBy(secret.id));
    const request = await sent('binary', Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x0a, 0xc0]));
    const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headersOf(request);
    const expected = createHmac('sha256', Buffer.from(secret.value.slice('whsec_'.length), 'base64'))
      .update(`${id}.${timestamp}.`)
      .update(request.body)
      .digest('base64');
    expect(signatures(request)).toEqual([`v1,${expected}`]);
  });

  it('tells when it was sent, each attempt anew', async () => {
    const secret = await sealed('again');
    await delivery.decide('again', signedBy(secret.id));
    const delays: number[] = [];
    let refusals = 1;
    server.answer = (response) => {
      delays.push(Date.now());
      // A second later at least: the next attempt has another timestamp.
      if (refusals-- > 0) response.writeHead(503, { 'retry-after': '1' });
      response.end();
    };
    const id = await delivery.submit('again', 'x');
    await delivery.settled(id);
    const attempts = server.received.filter(({ headers }) => headers['webhook-id'] === id);
    const times = attempts.map((attempt) => Number(headersOf(attempt)['webhook-timestamp']));
    expect(attempts.map((attempt) => verifies(secret, attempt))).toEqual([true, true]);
    expect(times[1]).toBeGreaterThan(times[0]!);
    for (const [index, time] of times.entries()) expect(Math.abs(delays[index]! / 1000 - time)).toBeLessThan(2);
    server.answer = (response) => response.end();
  });
});

describe('a rotation', () => {
  it('lets both secrets verify until its overlap is over, and then the new one alone', async () => {
    const [old, young] = [await sealed('rotated'), await sealed('rotated')];
    await delivery.decide('rotated', signedBy(old.id));
    expect(verifies(old, await sent('rotated'))).toBe(true);
    await delivery.decide('rotated', DestinationSecretRotated.of({ secretId: young.id, overlapMs: 3_000 }));
    const during = await sent('rotated');
    expect([verifies(old, during), verifies(young, during)]).toEqual([true, true]);
    let after = during;
    await until('the overlap is over', async () => {
      after = await sent('rotated');
      return signatures(after).length === 1;
    });
    expect([verifies(old, after), verifies(young, after)]).toEqual([false, true]);
  });

  it('gives a first secret to a destination that was registered before requests were signed', async () => {
    await delivery.register('before', server.url);
    expect(signatures(await sent('before'))).toEqual([]);
    const first = await sealed('before');
    await delivery.decide('before', DestinationSecretRotated.of({ secretId: first.id, overlapMs: 86_400_000 }));
    const request = await sent('before');
    expect(verifies(first, request)).toBe(true);
    expect(signatures(request)).toHaveLength(1);
  });
});
