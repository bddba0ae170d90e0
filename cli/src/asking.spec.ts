/** Commands against a server that answers as it is told to: what Intake itself would not do on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryOf } from './delivery.js';
import { EXIT } from './exit.js';
import { Intake } from './intake.js';
import { LogReader } from './log-reader.js';
import type { Operation } from './operation.js';
import { Output } from './output.js';
import { programOf } from './program.js';
import { statusOf } from './status.js';

interface Asked {
  url: URL;
  key: unknown;
  body: string;
}

class Heard extends Output {
  readonly told: string[] = [];
  readonly notes: string[] = [];

  override result(_: unknown, text: string): void {
    this.told.push(text);
  }

  override item(_: unknown, text: string): void {
    this.told.push(text);
  }

  override note(text: string): void {
    this.notes.push(text);
  }
}

const HEADERS = { 'request-id': 'r', 'content-type': 'application/json', 'intake-position': '5' };
const UNAUTHENTICATED = { type: '/problems/unauthenticated', title: 'T', detail: 'd', code: 'unauthenticated' };
const BEHIND = { type: '/problems/projection-behind', title: 'T', detail: 'd', code: 'projection-behind' };

/** Oldest first, as Intake has them. */
const STATISTICS = {
  now: { queueDepth: 3, oldestPending: '2026-01-31T08:00:00.000Z' },
  buckets: [{ counts: { deadLettered: 7 } }, { counts: { deadLettered: 2 } }],
};

/** What the status asks for besides the operations. */
const ANSWERS: Record<string, unknown> = {
  '/health/ready': { status: 'ready', checks: {} },
  '/v1/admin/relay': { state: 'off' },
  '/v1/admin/projections': { items: [] },
  '/v1/stats': STATISTICS,
  '/v1/destinations': { items: [], nextCursor: null },
};

let answer: (reply: ServerResponse, asked: Asked) => void;
let asked: Asked[];
let intake: Intake;
let out: Heard;
const server = createServer(async (request: IncomingMessage, reply) => {
  const body = Buffer.concat(await request.toArray()).toString();
  const at = { url: new URL(request.url!, 'http://x'), key: request.headers['idempotency-key'], body };
  asked.push(at);
  answer(reply, at);
});
const json = (reply: ServerResponse, document: unknown, status = 200) =>
  reply.writeHead(status, HEADERS).end(JSON.stringify(document));

beforeEach(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  intake = new Intake({ url, key: 'k', keySource: 'test' });
  out = new Heard(false);
  asked = [];
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const run = (...args: string[]) => programOf(() => ({ intake, out })).parseAsync(args, { from: 'user' });
const operation = (more: Partial<Operation>) => ({ id: 'o', kind: 'replay', subject: [], state: 'running', ...more });

describe('a replay', () => {
  // Taken for none, '' would publish the whole log.
  it('from an empty place is for Intake to refuse', async () => {
    answer = (reply) => json(reply, { total: 0 });
    await run('replay', '--from', '', '--to', '', '--dry-run');
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ from: '', to: '' });
  });

  // Without the key, the second request would begin a second replay.
  it('whose answer is lost is asked for again with the same key, which no other has', async () => {
    answer = (reply) => (asked.length === 1 ? reply.destroy() : json(reply, { total: 3 }));
    await run('replay');
    expect(asked.map(({ key }) => key)).toEqual([asked[0]!.key, asked[0]!.key]);
    expect(out.notes).toHaveLength(1);
    expect(out.told).toEqual(['3 events would be replayed']);
    await run('replay');
    expect(asked[2]!.key).not.toBe(asked[0]!.key);
  });

  it('that reaches nobody is not asked for again', async () => {
    await new Promise((done) => server.close(done));
    await expect(run('replay')).rejects.toMatchObject({ exitCode: EXIT.unreachable });
    expect(out.notes).toEqual([]);
  });
});

describe('an operation that is to be cancelled', () => {
  it.each([
    ['running', 'replay: is being cancelled'],
    ['cancelled', 'replay: cancelled'],
  ] as const)('and is %s is said to be so', async (state, text) => {
    answer = (reply) => json(reply, operation({ state }), 202);
    await run('operations', 'cancel', 'o');
    expect(out.told).toEqual([text]);
  });
});

describe('the status', () => {
  // Looked for on the first page alone, the one that has run for longest would be left out.
  it('shows what runs, however much has begun since', async () => {
    answer = (reply, { url: { pathname, searchParams } }) => {
      if (pathname in ANSWERS) return json(reply, ANSWERS[pathname]);
      if (searchParams.has('cursor')) return json(reply, { items: [operation({ id: 'old' })], nextCursor: null });
      return json(reply, { items: Array(100).fill(operation({ state: 'succeeded' })), nextCursor: 'more' });
    };
    expect((await statusOf(intake)).operations).toMatchObject([{ id: 'old' }]);
  });

  // Looked for on the first page alone, the one that was registered first would be left out.
  it('names each destination whose breaker is not closed, and counts the dead letters of the last hour alone', async () => {
    answer = (reply, { url: { pathname, searchParams } }) => {
      if (pathname === '/v1/stats') return json(reply, STATISTICS);
      if (searchParams.has('cursor'))
        return json(reply, { items: [{ name: 'old', breaker: 'half-open' }], nextCursor: null });
      const closed = Array(99).fill({ name: 'fine', breaker: 'closed' });
      return json(reply, { items: [{ name: 'new', breaker: 'open' }, ...closed], nextCursor: 'more' });
    };
    expect(await deliveryOf(intake)).toEqual({
      ...STATISTICS.now,
      lastHour: { deadLettered: 2 },
      openBreakers: [
        { name: 'new', breaker: 'open' },
        { name: 'old', breaker: 'half-open' },
      ],
    });
    expect(asked[0]!.url.search).toBe('?step=1h');
  });

  it('is shown without the delivery while a read model that tells it is being filled', async () => {
    answer = (reply, { url: { pathname } }) => {
      if (pathname === '/v1/stats') return json(reply, BEHIND, 503);
      json(reply, ANSWERS[pathname] ?? { items: [], nextCursor: null });
    };
    expect(await statusOf(intake)).toMatchObject({ projections: [], delivery: null, operations: [] });
  });
});

describe('the log', () => {
  it('gives a terminal no commands, whoever has written into it', async () => {
    const event = {
      position: 1,
      occurredAt: 't',
      stream: 's',
      version: 1,
      type: 'T',
      metadata: { actor: 'a\u009b2Jb' },
      data: { reason: 'c\u009b2Jd' },
    };
    answer = (reply) => json(reply, { items: [event], nextCursor: null });
    await run('events');
    expect(out.told).toEqual([expect.stringMatching(/^ {7}1 {2}t {2}T {25}s 1 {2}a 2Jb {2}c 2Jd$/)]);
  });

  // Put back to the log's end, it would tell what was not asked for.
  it('is followed from beyond its end', async () => {
    answer = (reply) => {
      if (asked.length === 1) return json(reply, { items: [], nextCursor: null });
      return json(reply, UNAUTHENTICATED, 401);
    };
    await expect(new LogReader(intake, {}).follow(10, () => {})).rejects.toMatchObject({ exitCode: EXIT.refused });
    expect(asked.map(({ url }) => url.searchParams.get('afterPosition'))).toEqual(['10', '10']);
  });
});
