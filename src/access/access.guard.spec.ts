import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Query, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { systemClock } from '../platform/clock.js';
import { Drain } from '../platform/http/drain.js';
import { createFastifyAdapter } from '../platform/http/fastify.js';
import { keepHttpRules, NEST_HTTP_OPTIONS } from '../platform/http/http.js';
import { createLog } from '../platform/log.js';
import { AccessGuard } from './access.guard.js';
import { AllowedTo, refuseOpenRoutes } from './allowed-to.js';
import { ADMIN, type Caller } from './caller.js';
import { ConsoleSessions } from './console-sessions.js';
import { StreamTokens } from './stream-token.js';
import { unauthenticated } from './unauthenticated.js';

const TOKENS = new StreamTokens(Buffer.alloc(32, 1), systemClock);
const SESSIONS = new ConsoleSessions(Buffer.alloc(32, 1), 'an admin key', systemClock);
const KEY = 'a secret of the admin, with spaces: ÿ';

const ONE = '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80';
const TWO = '0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f81';

const ANNA: Caller = {
  ...{ actor: 'ik_annaanna', owner: 'shop', role: 'submitter' },
  ...{ destinations: ['orders'], keyId: 'annaanna', expiresAt: null },
};
const OTTO: Caller = { ...ANNA, actor: 'ik_ottootto', role: 'operator', destinations: null, keyId: 'ottootto' };
const TILL: Caller = { ...ANNA, actor: 'https://id.example till', owner: 'https://id.example till', keyId: null };
/** Who holds which key; what the log says of keys and owners is tried with the real ones in test/journeys. */
const HOLDERS: Record<string, Caller> = { anna: ANNA, otto: OTTO };
const OWNERS: Record<string, string> = { [ONE]: 'shop', [TWO]: 'other' };
let ended: string | null = null;

const guard = new AccessGuard({
  adminKey: KEY,
  tokens: TOKENS,
  sessions: SESSIONS,
  keys: {
    // One of them is known at once, the other has to be looked for.
    holderOf: (key) => (key === 'anna' ? Promise.resolve(ANNA) : (HOLDERS[key] ?? null)),
    holderById: async (id) => {
      if (id === ended) throw unauthenticated('the access key was revoked');
      return Object.values(HOLDERS).find(({ keyId }) => keyId === id)!;
    },
    stillHolds: async ({ keyId }) => {
      if (keyId === ended) throw unauthenticated('the access key was revoked');
    },
  },
  // What it takes is tried in provider-tokens.spec.ts.
  provider: { holderOf: (text) => (text === 'a.token.x' ? Promise.resolve(TILL) : null) },
  inputs: { ownerOf: async (id) => OWNERS[id] ?? null },
});

@Controller()
class WhoController {
  @Get('v1/operate')
  @AllowedTo('operator')
  operate(): unknown {
    return {};
  }
  @Get('v1/destinations/:name')
  @AllowedTo('submitter', 'allowed-destinations')
  sends(): unknown {
    return {};
  }
  @Get('v1/who')
  @AllowedTo('submitter')
  who(@Req() { caller }: FastifyRequest): Caller {
    return caller;
  }
  @Get(['v1/inputs/:id/stream', 'v1/inputs/:id/events'])
  @AllowedTo('submitter', 'own-inputs')
  listens(@Query() _: unknown, @Req() { caller }: FastifyRequest): Caller {
    return caller;
  }
  @Get('console/session')
  @AllowedTo('submitter')
  signsIn(@Req() { caller }: FastifyRequest): Caller {
    return caller;
  }
  @Get('health/live')
  live(): unknown {
    return {};
  }
}
@Module({ controllers: [WhoController] })
class WhoModule {}

let app: NestFastifyApplication;
let base: string;

beforeAll(async () => {
  const adapter = createFastifyAdapter({
    log: createLog('silent', false),
    corsOrigins: [],
    drain: new Drain(),
    admit: (request) => guard.admit(request),
  });
  refuseOpenRoutes(adapter.getInstance());
  app = await NestFactory.create<NestFastifyApplication>(WhoModule, adapter, { ...NEST_HTTP_OPTIONS, logger: false });
  keepHttpRules(app);
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.register(async (door) => {
    door.post('/v1/door', { config: { access: { role: 'submitter' } } }, async (request) => request.caller);
  });
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
});
afterAll(() => app.close());

const ask = (path: string, authorization?: string, method = 'GET') =>
  fetch(base + path, { method, headers: authorization === undefined ? {} : { authorization } });
const asBytes = (text: string) => Buffer.from(text).toString('latin1');

describe('the admin key', () => {
  it('lets in, to controllers and raw routes alike', async () => {
    const admin = { actor: 'admin', owner: 'admin', role: 'admin', destinations: null, keyId: null, expiresAt: null };
    expect(await (await ask('/v1/who', asBytes(`Bearer ${KEY}`))).json()).toEqual(admin);
    expect(await (await ask('/v1/door', asBytes(`bearer  ${KEY}`), 'POST')).json()).toEqual(admin);
  });

  it.each(['/v1/who', '/v1/who?x=1', '/v1/nothing', '/v1', '/v1/', '/%761/who', '/v1/%77ho', '//v1/who'])(
    '%s is closed without it',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="intake"');
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
    },
  );

  it.each(['Bearer wrong', 'Bearer', 'Basic YTpi', `Bearer ${KEY.slice(0, -1)}`, 'Bearer  ', ''])(
    'is not "%s"',
    async (sent) => {
      const answer = await ask('/v1/door', sent, 'POST');
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="intake", error="invalid_token"');
    },
  );

  it('is told apart from what is no key at all', async () => {
    const detailOf = async (sent: string) => ((await (await ask('/v1/who', sent)).json()) as { detail: string }).detail;
    expect(await detailOf('Basic YTpi')).toBe('Authorization must be: Bearer <access key>');
    expect(await detailOf('Bearer wrong')).toBe('the access key is not valid');
  });

  it('is one of three: neither an access key nor a token is taken for it', async () => {
    expect(await (await ask('/v1/who', 'Bearer a.token.x')).json()).toEqual(TILL);
    expect(await (await ask('/v1/who', 'Bearer anna')).json()).toEqual(ANNA);
    expect((await ask('/v1/who', 'Bearer a.token.y')).status).toBe(401);
  });

  it('is not asked for elsewhere', async () => {
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/nothing')).status).toBe(404);
  });
});

describe('a stream token', () => {
  const { token } = TOKENS.issue(ONE, ANNA);

  it('lets its caller in, to the stream of its input', async () => {
    for (const path of [
      `/v1/inputs/${ONE}/stream`,
      `/v1/inputs/${ONE.toUpperCase()}/stream`,
      `/%761/inputs/${ONE}/stream`,
    ]) {
      const answer = await ask(`${path}?token=${token}`);
      expect({ path, caller: await answer.json() }).toEqual({ path, caller: ANNA });
    }
  });

  it.each([
    ['another input', `/v1/inputs/${TWO}/stream?token=${token}`],
    ['another route', `/v1/inputs/${ONE}/events?token=${token}`],
    ['no route', `/v1/inputs/${ONE}/stream/?token=${token}`],
    ['a list of them', `/v1/inputs/${ONE}/stream?token=${token}&token=${token}`],
    ['an empty one', `/v1/inputs/${ONE}/stream?token=`],
  ])('does not: %s', async (_, path) => {
    expect((await ask(path)).status).toBe(401);
  });

  it('does not where the key of who asked for it was revoked', async () => {
    ended = ANNA.keyId;
    const answer = await ask(`/v1/inputs/${ONE}/stream?token=${token}`);
    ended = null;
    expect([answer.status, await answer.json()]).toEqual([
      401,
      expect.objectContaining({ detail: 'the access key was revoked' }),
    ]);
  });

  it('is not looked at beside a key', async () => {
    expect((await ask(`/v1/inputs/${ONE}/stream?token=${token}`, 'Bearer wrong')).status).toBe(401);
    expect((await ask(`/v1/inputs/${ONE}/stream?token=x`, asBytes(`Bearer ${KEY}`))).status).toBe(200);
  });
});

describe('a session of the console', () => {
  const cookieOf = (caller: Caller) => SESSIONS.begin(caller, false).split(';')[0]!;
  const asPage = (path: string, caller: Caller, more: Record<string, string> = {}) =>
    fetch(base + path, { headers: { cookie: cookieOf(caller), ...more } });

  it('lets in as its key does, until it is over itself', async () => {
    const over = expect.stringMatching(/^20\d\d-/);
    expect(await (await asPage('/v1/who', ANNA)).json()).toEqual({ ...ANNA, expiresAt: over });
    expect(await (await asPage('/v1/who', ADMIN)).json()).toEqual({ ...ADMIN, expiresAt: over });
    expect((await asPage('/v1/operate', ANNA)).status).toBe(403);
    expect((await asPage(`/v1/inputs/${ONE}/stream`, ANNA)).status).toBe(200);
  });

  it('is no session for a page of another origin', async () => {
    expect((await asPage('/v1/who', ANNA, { 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await asPage('/v1/who', ANNA, { origin: 'http://a.example' })).status).toBe(401);
  });

  it('is not prolonged by itself: to sign in wants the key', async () => {
    expect((await asPage('/console/session', ANNA)).status).toBe(401);
    expect((await ask('/console/session', 'Bearer anna')).status).toBe(200);
  });

  it('does not stand in the way of a key, or of a token', async () => {
    const { token } = TOKENS.issue(ONE, ANNA);
    const path = `/v1/inputs/${ONE}/stream?token=${token}`;
    expect((await fetch(base + path, { headers: { cookie: 'intake-session=x.y' } })).status).toBe(200);
    const both = { cookie: cookieOf(ANNA), authorization: 'Bearer otto' };
    expect(await (await fetch(`${base}/v1/who`, { headers: both })).json()).toEqual(OTTO);
  });

  it('ends with its key', async () => {
    ended = ANNA.keyId;
    const answer = await asPage('/v1/who', ANNA);
    ended = null;
    expect(await answer.json()).toMatchObject({ status: 401, detail: 'the access key was revoked' });
  });
});

describe('a role', () => {
  const statuses = async (path: string) =>
    Promise.all(['anna', 'otto', KEY].map(async (key) => (await ask(path, asBytes(`Bearer ${key}`))).status));

  it('lets in to what it is for, and to what those below may do', async () => {
    expect(await statuses('/v1/operate')).toEqual([403, 200, 200]);
    expect(await statuses('/v1/who')).toEqual([200, 200, 200]);
    expect(await statuses('/v1/nothing')).toEqual([404, 404, 404]);
  });

  it('is named to who has another one', async () => {
    expect(await (await ask('/v1/operate', 'Bearer anna')).json()).toMatchObject({
      code: 'forbidden',
      detail: 'this is for the role operator and above',
    });
  });

  it('that sends only sees the destinations of its key', async () => {
    expect(await statuses('/v1/destinations/orders')).toEqual([200, 200, 200]);
    expect(await statuses('/v1/destinations/letters')).toEqual([403, 200, 200]);
  });

  it('that sends only sees its own inputs: of another one it hears the same as of none', async () => {
    expect(await statuses(`/v1/inputs/${ONE}/events`)).toEqual([200, 200, 200]);
    expect(await statuses(`/v1/inputs/${TWO}/events`)).toEqual([404, 200, 200]);
    const told = async (id: string) => {
      const { instance, requestId, ...rest } = (await (await ask(`/v1/inputs/${id}/events`, 'Bearer anna')).json()) as {
        instance: string;
        requestId: string;
      };
      expect([instance, requestId]).toEqual([`/v1/inputs/${id}/events`, expect.any(String)]);
      return rest;
    };
    expect(await told(TWO)).toEqual(await told(ONE.replace('80', '90')));
  });
});

it('a route that does not say whom it is for does not start', async () => {
  const adapter = createFastifyAdapter({
    log: createLog('silent', false),
    corsOrigins: [],
    drain: new Drain(),
    admit() {},
  });
  refuseOpenRoutes(adapter.getInstance());
  @Controller('v1')
  class OpenController {
    @Get('open')
    open(): void {}
  }
  @Module({ controllers: [OpenController] })
  class OpenModule {}
  const options = { ...NEST_HTTP_OPTIONS, logger: false, abortOnError: false } as const;
  const open = await NestFactory.create<NestFastifyApplication>(OpenModule, adapter, options);
  await expect(open.init()).rejects.toThrow('GET /v1/open does not say which role it is for');
  await open.close();
});
