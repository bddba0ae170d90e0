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
import { accessGuard } from './access.guard.js';
import type { Caller } from './caller.js';
import { StreamTokens } from './stream-token.js';

const TOKENS = new StreamTokens(Buffer.alloc(32, 1), systemClock);
const KEY = 'a secret of the admin, with spaces: ÿ';

@Controller()
class WhoController {
  @Get('v1/who')
  who(@Req() { caller }: FastifyRequest): Caller {
    return caller;
  }
  @Get(['v1/inputs/:id/stream', 'v1/inputs/:id/events'])
  listens(@Query() _: unknown, @Req() { caller }: FastifyRequest): Caller {
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
    authenticate: accessGuard(KEY, TOKENS),
  });
  app = await NestFactory.create<NestFastifyApplication>(WhoModule, adapter, { ...NEST_HTTP_OPTIONS, logger: false });
  keepHttpRules(app);
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.register(async (door) => {
    door.post('/v1/door', async (request) => request.caller);
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
    const admin = { actor: 'admin', owner: 'admin' };
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

  it('is not asked for elsewhere', async () => {
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/nothing')).status).toBe(404);
  });
});

describe('a stream token', () => {
  const ANNA = { actor: 'anna', owner: 'shop' };
  const { token } = TOKENS.issue('one', ANNA);

  it('lets its caller in, to the stream of its input', async () => {
    for (const path of ['/v1/inputs/one/stream', '/v1/inputs/ONE/stream', '/%761/inputs/one/stream']) {
      const answer = await ask(`${path}?token=${token}`);
      expect({ path, caller: await answer.json() }).toEqual({ path, caller: ANNA });
    }
  });

  it.each([
    ['another input', `/v1/inputs/two/stream?token=${token}`],
    ['another route', `/v1/inputs/one/events?token=${token}`],
    ['no route', `/v1/inputs/one/stream/?token=${token}`],
    ['a list of them', `/v1/inputs/one/stream?token=${token}&token=${token}`],
    ['an empty one', '/v1/inputs/one/stream?token='],
  ])('does not: %s', async (_, path) => {
    expect((await ask(path)).status).toBe(401);
  });

  it('is not looked at beside a key', async () => {
    expect((await ask(`/v1/inputs/one/stream?token=${token}`, 'Bearer wrong')).status).toBe(401);
    expect((await ask('/v1/inputs/one/stream?token=x', asBytes(`Bearer ${KEY}`))).status).toBe(200);
  });
});
