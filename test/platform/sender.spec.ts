/** One HTTP request to a destination that may do anything: bounded in time and memory, and told as what it was. */
import { createHash } from 'node:crypto';
import type { LookupAddress, lookup } from 'node:dns';
import { isIP, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type Clock, systemClock } from '../../src/platform/clock.js';
import { AllowedAddresses } from '../../src/platform/http/allowed-address.js';
import { Lease } from '../../src/platform/lease.js';
import { LeaseOver } from '../../src/reactions/deliver-when-received/exchange.js';
import { type Request, type Result, Sender } from '../../src/reactions/deliver-when-received/send.js';
import { hostileUrls } from '../support/hostile-urls.js';
import { answering, keepSending, type RawServer, startRawServer } from '../support/raw-server.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const KIB = 1024;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function server(behave: (socket: Socket) => void, host?: string): Promise<RawServer> {
  const started = await startRawServer(behave, host);
  closing.push(() => started.close());
  return started;
}

function sender({ allowed = new AllowedAddresses(true), clock = systemClock } = {}): Sender {
  const made = new Sender(allowed, clock);
  closing.push(() => made.close());
  return made;
}

const longLease = (clock: Clock = systemClock) => Lease.begin(clock, 60_000);

const request = (url: string, more: Partial<Request> = {}): Request => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from('hello'),
  timeoutMs: 20_000,
  madeAt: new Date(),
  ...more,
});

async function sendTo(behave: (socket: Socket) => void, more: Partial<Request> = {}): Promise<Result> {
  const { url } = await server(behave);
  return sender().send(request(url, more), longLease());
}

const http = (status: string, headers: string[] = [], body: string | Buffer = '') =>
  answering(`HTTP/1.1 ${status}\r\n${[`content-length: ${body.length}`, ...headers].join('\r\n')}\r\n\r\n`, body);

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('an attempt', () => {
  it('began at the very moment that its request says', async () => {
    const { startedAt } = await sendTo(http('200 OK'), { madeAt: new Date(7_999) });
    expect(startedAt).toBe('1970-01-01T00:00:07.999Z');
  });
});

describe('what a destination answers', () => {
  it('is kept: status, headers that stand there twice, encoding and bytes as they came', async () => {
    const body = Buffer.from([0, 255, 128, 10, 13, 0]);
    const { outcome, response, retryAfterMs } = await sendTo(
      http(
        '201 Made',
        ['content-type: image/x-odd', 'content-encoding: br', 'set-cookie: a=1', 'set-cookie: b=2'],
        body,
      ),
    );
    expect(outcome).toBe('delivered');
    expect(retryAfterMs).toBeNull();
    expect(response).toEqual({
      status: 201,
      headers: [
        ['content-length', '6'],
        ['content-type', 'image/x-odd'],
        ['content-encoding', 'br'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      contentType: 'image/x-odd',
      contentEncoding: 'br',
      body: { encoding: 'base64', data: body.toString('base64') },
      size: 6,
      truncated: false,
      sha256: sha256(body),
    });
  });

  it('is taken from the final answer, not from one before it', async () => {
    const early = answering('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    expect(await sendTo(early)).toMatchObject({ outcome: 'delivered', response: { status: 204, size: 0 } });
  });

  it.each([
    [64 * KIB, false],
    [64 * KIB + 1, true],
  ])('of %i bytes is kept up to 64 KiB', async (length, truncated) => {
    const body = Buffer.alloc(length, 'abc');
    const kept = body.subarray(0, 64 * KIB);
    const { response } = await sendTo(http('200 OK', [], body));
    expect(response).toMatchObject({ size: kept.length, truncated, sha256: sha256(kept) });
    expect(response!.body).toEqual({ encoding: 'utf8', data: kept.toString() });
  });

  it('is not taken to its end where it is 100 MB', async () => {
    const { url, sockets } = await server((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * KIB * KIB}\r\n\r\n`);
        keepSending(socket, Buffer.alloc(64 * KIB), null);
      });
    });
    const result = await sender().send(request(url), longLease());
    expect(result).toMatchObject({ outcome: 'delivered', response: { size: 64 * KIB, truncated: true } });
    expect(sockets[0]!.bytesWritten).toBeLessThan(32 * KIB * KIB);
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      'breaks off',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal')),
    ],
    [
      'is reset',
      (socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal', () =>
            setImmediate(() => socket.resetAndDestroy()),
          ),
        ),
    ],
    ['stops coming', answering('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhal')],
  ])('counts where its body %s, as far as it came', async (_, behave) => {
    const { outcome, response } = await sendTo(behave, { timeoutMs: 500 });
    expect(outcome).toBe('delivered');
    expect(response).toMatchObject({ status: 200, truncated: true });
  });

  it('is waited for no longer than the time-out, however it drips', async () => {
    const dripping = (head: string) => (socket: Socket) => {
      answering(head)(socket);
      keepSending(socket, Buffer.from('x'), 20);
    };
    for (const [head, expected] of [
      ['HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n', { outcome: 'delivered', response: { truncated: true } }],
      ['HTTP/1.1 200 OK\r\nheader: ', { outcome: 'timeout', response: null }],
    ] as const) {
      const result = await sendTo(dripping(head), { timeoutMs: 400 });
      expect(result).toMatchObject(expected);
      expect(result.durationMs).toBeGreaterThanOrEqual(390);
      expect(result.durationMs).toBeLessThan(5_000);
    }
  });

  it('is not followed elsewhere', async () => {
    const elsewhere = await server(http('200 OK'));
    const { url, sockets } = await server(http('307 Temporary Redirect', [`location: ${elsewhere.url}`]));
    const { outcome, response } = await sender().send(request(url), longLease());
    expect({ outcome, status: response!.status }).toEqual({ outcome: 'http-error', status: 307 });
    expect([sockets.length, elsewhere.sockets.length]).toEqual([1, 0]);
  });

  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['999999', 3_600_000],
    [new Date(Date.now() - 60_000).toUTCString(), 1_000],
    [new Date(Date.now() + 86_400_000).toUTCString(), 3_600_000],
    ['soon', null],
  ])('may say Retry-After: %s', async (value, ms) => {
    expect(await sendTo(http('503 Busy', [`retry-after: ${value}`]))).toMatchObject({
      outcome: 'http-error',
      retryAfterMs: ms,
    });
  });
});

describe('what is no answer', () => {
  it.each<[string, (socket: Socket) => void, string, RegExp]>([
    ['silence', () => {}, 'timeout', /no complete answer within 500 ms/],
    [
      'a reset',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      'network-error',
      /ECONNRESET|UND_ERR_SOCKET/,
    ],
    ['an end', (socket) => socket.once('data', () => socket.end()), 'network-error', /UND_ERR_SOCKET/],
    ['garbage', answering('¯\\_(ツ)_/¯\r\n\r\n'), 'network-error', /does not match the HTTP/],
    [
      'endless headers',
      answering(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(1024 * KIB)}`),
      'network-error',
      /HEADERS_OVERFLOW/,
    ],
    ['another protocol', answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'), 'network-error', /./],
  ])('%s', async (_, behave, outcome, error) => {
    const result = await sendTo(behave, { timeoutMs: 500 });
    expect(result).toMatchObject({ outcome, response: null, error: expect.stringMatching(error) });
    expect(result.durationMs).toBeLessThan(5_000);
  });

  it('a port where nobody listens', async () => {
    const { url, close } = await server(() => {});
    await close();
    expect(await sender().send(request(url), longLease())).toMatchObject({
      outcome: 'network-error',
      error: 'ECONNREFUSED',
    });
  });

  it('a name that nobody has', async () => {
    // Too long for any resolver to ask for.
    const { outcome, response } = await sender().send(request(`http://${'a'.repeat(64)}.invalid/`), longLease());
    expect({ outcome, response }).toEqual({ outcome: 'dns-error', response: null });
  });

  // undici's own signal speaks only once there is a connection: without a bound of ours these would last for ever.
  it('a server that is silent while TLS is agreed on', async () => {
    const { port } = await server(() => {});
    const result = await sender().send(request(`https://127.0.0.1:${port}/`, { timeoutMs: 300 }), longLease());
    expect(result).toMatchObject({ outcome: 'timeout', response: null });
    expect(result.durationMs).toBeLessThan(5_000);
  });

  it('a resolver that answers too late: then nothing is sent any more', async () => {
    const received: Buffer[] = [];
    const { port, sockets } = await server((socket) => {
      socket.on('data', (bytes) => received.push(bytes));
      http('200 OK')(socket);
    });
    let resolve = () => {};
    const slow = (_: string, __: object, done: (error: null, found: LookupAddress[]) => void) => {
      resolve = () => done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    const sending = sender({ allowed: new AllowedAddresses(true, slow as unknown as typeof lookup) });
    const send = (body: string) =>
      sending.send(request(`http://a.test:${port}/`, { body: Buffer.from(body), timeoutMs: 300 }), longLease());
    expect(await send('too late')).toMatchObject({ outcome: 'timeout', response: null });
    resolve();
    await until('it is connected after all', () => sockets.length === 1);
    const again = send('in time');
    await until('it is looked up or sent', () => {
      resolve();
      return received.length > 0;
    });
    expect(await again).toMatchObject({ outcome: 'delivered' });
    expect(Buffer.concat(received).toString()).not.toContain('too late');
  });

  it('a server that speaks no TLS, or none that can be agreed on', async () => {
    const plain = await server(answering('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const without = await server((socket) => createTlsServer({}).emit('connection', socket));
    for (const { port } of [plain, without]) {
      expect(await sender().send(request(`https://127.0.0.1:${port}/`), longLease())).toMatchObject({
        outcome: 'tls-error',
        response: null,
      });
    }
  });
});

describe('with private destinations off', () => {
  const publicOnly = (resolver?: typeof lookup) => sender({ allowed: new AllowedAddresses(false, resolver) });
  const notAllowed = { outcome: 'address-not-allowed', response: null };
  /** Gives one answer after the other, the last one again and again. */
  const resolvingTo = (...answers: string[][]) =>
    ((_: string, __: object, done: (error: null, found: LookupAddress[]) => void) => {
      const addresses = answers.length > 1 ? answers.shift()! : answers[0]!;
      done(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      );
    }) as unknown as typeof lookup;

  // Without the look at literal addresses, or at the rules of IPv6, some of them reach it.
  it('nothing reaches a server on loopback, however its address is written', async () => {
    const canary = await server(http('200 OK'), '::');
    const sending = publicOnly();
    const urls = hostileUrls(canary.port);
    expect(urls).toHaveLength(40);
    for (const url of urls) {
      const { outcome, response } = await sending.send(request(url, { timeoutMs: 2_000 }), longLease());
      expect({ url, outcome, response }).toEqual({ url, ...notAllowed });
    }
    expect(canary.sockets).toHaveLength(0);
  });

  // Checked by a look-up of its own before the connection's, the second answer would be connected to.
  it('a name that was public when it was saved, and is this machine when it is connected to, leads nowhere', async () => {
    const canary = await server(http('200 OK'));
    const resolver = resolvingTo(['93.184.215.14'], ['127.0.0.1']);
    await new AllowedAddresses(false, resolver).check(new URL('http://rebinding.test/'));
    const sent = await publicOnly(resolver).send(request(`http://rebinding.test:${canary.port}/`), longLease());
    expect(sent).toMatchObject(notAllowed);
    expect(canary.sockets).toHaveLength(0);
  });

  it('the address that was checked is the one connected to: a connection asks once', async () => {
    const canary = await server(http('200 OK'));
    const asked: string[] = [];
    const resolver = resolvingTo(['127.0.0.1'], ['127.0.0.2']);
    const counting = ((name: string, ...rest: [object, () => void]) => {
      asked.push(name);
      (resolver as (...args: unknown[]) => void)(name, ...rest);
    }) as unknown as typeof lookup;
    const opened = sender({ allowed: new AllowedAddresses(['127.0.0.1'], counting) });
    const sent = await opened.send(request(`http://once.test:${canary.port}/`), longLease());
    expect(sent).toMatchObject({ outcome: 'delivered' });
    expect(asked).toEqual(['once.test']);
    expect(canary.sockets).toHaveLength(1);
  });

  it('a name with several addresses, one of them private, leads nowhere', async () => {
    const canary = await server(http('200 OK'));
    for (const found of [
      ['93.184.215.14', '127.0.0.1'],
      ['127.0.0.1', '93.184.215.14'],
    ]) {
      const sent = await publicOnly(resolvingTo(found)).send(request(`http://a.test:${canary.port}/`), longLease());
      expect(sent).toMatchObject(notAllowed);
    }
    expect(canary.sockets).toHaveLength(0);
  });

  it('what is opened is reached, and a redirect from there to metadata is an answer, not a way', async () => {
    const canary = await server(http('200 OK'), '::');
    const location = `http://127.0.0.2:${canary.port}/latest/meta-data/`;
    const opened = await server(http('302 Found', [`location: ${location}`]));
    const sent = await sender({ allowed: new AllowedAddresses(['127.0.0.1']) }).send(request(opened.url), longLease());
    expect(sent).toMatchObject({ outcome: 'http-error', response: { status: 302 } });
    expect([opened.sockets.length, canary.sockets.length]).toEqual([1, 0]);
  });
});

describe('a lease', () => {
  it('holds for what ends before it does, on both clocks', () => {
    const clock = { now: () => new Date(1_000), monotonicMs: () => 50 };
    const lease = Lease.begin(clock, 100);
    expect([lease.holdsFor(99), lease.holdsFor(100)]).toEqual([true, false]);
  });

  it.each(['wall', 'monotonic'] as const)(
    'that ended on the %s clock while the connection was made lets no byte out',
    async (which) => {
      const slept = { wall: 0, monotonic: 0 };
      const clock = {
        now: () => new Date(Date.now() + slept.wall),
        monotonicMs: () => performance.now() + slept.monotonic,
      };
      const received: Buffer[] = [];
      const { url } = await server((socket) => socket.on('data', (bytes) => received.push(bytes)));
      const sent = sender({ clock }).send(request(url), longLease(clock));
      slept[which] = 60_000;
      await expect(sent).rejects.toThrow(LeaseOver);
      expect(received).toEqual([]);
    },
  );

  // Asked to hold for the whole time-out again, it would be given back for ever, and no attempt would ever count.
  it('holds where the connection took its time: that is the attempt’s own', async () => {
    const slow = (_: string, __: object, done: (error: null, found: LookupAddress[]) => void) =>
      setTimeout(() => done(null, [{ address: '127.0.0.1', family: 4 }]), 300);
    const { port } = await server(http('200 OK'));
    const sending = sender({ allowed: new AllowedAddresses(true, slow as unknown as typeof lookup) });
    const lease = Lease.begin(systemClock, 10_100);
    const sent = await sending.send(request(`http://a.test:${port}/`, { timeoutMs: 10_000 }), lease);
    expect(sent).toMatchObject({ outcome: 'delivered' });
  });
});
