import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Put, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiResponse, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createLog } from '../log.js';
import { Produces } from './accept.js';
import { RequestHeaders } from './checked.js';
import { listQuery, pageSchema } from './cursor.js';
import { serveDocs } from './docs.js';
import { Drain } from './drain.js';
import { createFastifyAdapter } from './fastify.js';
import { commaList, position, uuid } from './fields.js';
import { HealthController } from './health.controller.js';
import { HealthRegistry } from './health.js';
import { keepHttpRules, NEST_HTTP_OPTIONS } from './http.js';
import { openApiDocument } from './openapi.js';
import { answersWith, Fails } from './openapi-parts.js';
import { documentRoute } from './openapi-routes.js';
import { PROBLEMS } from './problem.js';
import { ProblemPagesController } from './problem-pages.controller.js';

const part = z.strictObject({ name: z.string().nullable() }).meta({ id: 'Part' });
const thing = z.strictObject({ id: z.string(), parts: z.array(part) }).meta({ id: 'Thing' });
const change = z.strictObject({ parts: z.array(part).min(1), note: z.string().nullish() }).meta({ id: 'ThingChange' });
const minPosition = z.object({ 'intake-min-position': position.optional() });

@ApiTags('things')
@Controller('v1/things')
class ThingsController {
  /** The body of a thing's constructor must not run to describe it. */
  constructor() {
    if (describing) throw new Error('an application was started');
  }
  @Get()
  @ApiResponse({ status: 200, standardSchema: pageSchema(thing), description: 'A page of things.' })
  listThings(
    @Query({ schema: listQuery({ status: commaList(z.enum(['a', 'b'])).optional() }) }) _query: unknown,
    @RequestHeaders(minPosition) _headers: unknown,
  ): unknown {
    return { items: [], nextCursor: null };
  }
  @Put(':id')
  @Fails('destination-disabled')
  @ApiResponse({ status: 200, standardSchema: thing, headers: answersWith('ETag') })
  putThing(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: change }) _body: unknown,
    @RequestHeaders(z.object({ 'if-match': z.string().optional() })) _headers: unknown,
  ): unknown {
    return { id, parts: [] };
  }
  @Get(':id/stream')
  @Produces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events.' })
  streamThing(@Param('id', { schema: uuid }) _id: string): void {}

  @Post(':id/poke')
  @ApiResponse({ status: 202, standardSchema: thing })
  pokeThing(@Param('id', { schema: uuid }) _id: string): void {}
}

documentRoute({
  method: 'post',
  path: '/v1/doors/{name}',
  operationId: 'sendThing',
  summary: 'Send',
  description: 'Bytes.',
  tag: 'things',
  role: 'submitter',
  params: z.object({ name: z.string() }),
  headers: z.object({ 'idempotency-key': z.string().max(255).optional().describe('Once.') }),
  body: { description: 'Bytes.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
  answers: { 202: { description: 'Taken.', schema: thing, headers: ['Location'] } },
  problems: ['unknown-destination'],
});

const registry = new HealthRegistry();
@Module({
  controllers: [ThingsController, HealthController, ProblemPagesController],
  providers: [{ provide: HealthRegistry, useValue: registry }],
})
class ThingsModule {}

let describing = true;
let document: OpenAPIObject;
let app: NestFastifyApplication;
let base: string;

const create = (preview: boolean) => {
  const log = createLog('silent', false);
  const adapter = createFastifyAdapter({ log, corsOrigins: [], drain: new Drain(), admit: () => {} });
  return NestFactory.create<NestFastifyApplication>(ThingsModule, adapter, {
    ...NEST_HTTP_OPTIONS,
    preview,
    logger: false,
  });
};

beforeAll(async () => {
  const preview = await create(true);
  document = openApiDocument(preview, null);
  describing = false;
  app = await create(false);
  keepHttpRules(app);
  serveDocs(app.getHttpAdapter().getInstance() as FastifyInstance, () => openApiDocument(app, null), null);
  await app.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
});
afterAll(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: the tests say which parts of the document there must be
const at = (path: string, method: string): any => (document.paths[path] as any)[method];

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every route, Nest or not', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/health/live',
      '/health/ready',
      '/problems',
      '/problems/{code}',
      '/v1/doors/{name}',
      '/v1/things',
      '/v1/things/{id}',
      '/v1/things/{id}/poke',
      '/v1/things/{id}/stream',
    ]);
  });

  it('has named schemas as components, used by reference', () => {
    expect(Object.keys(document.components?.schemas ?? {})).toEqual([
      'Live',
      'Part',
      'Problem',
      'Readiness',
      'Thing',
      'ThingChange',
    ]);
    const { requestBody, responses } = at('/v1/things/{id}', 'put');
    expect(requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/ThingChange' });
    expect(responses[200].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Thing' });
    expect(document.components?.schemas?.Part).toMatchObject({ additionalProperties: false, required: ['name'] });
  });

  it('shows parameters as what they are', () => {
    const parameters = at('/v1/things', 'get').parameters;
    expect(parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'limit', in: 'query', required: false }),
        expect.objectContaining({ name: 'Intake-Min-Position', in: 'header', required: false }),
      ]),
    );
    expect(parameters.find((p: { name: string }) => p.name === 'limit').schema).toEqual({
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 25,
    });
    expect(at('/v1/things/{id}', 'put').parameters[0]).toMatchObject({
      name: 'id',
      in: 'path',
      schema: { format: 'uuid' },
    });
  });

  it('gives each route the problems of its kind', () => {
    expect(Object.keys(at('/v1/things', 'get').responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '406',
      '408',
      '410',
      '414',
      '429',
      '431',
      '500',
      '503',
    ]);
    const put = at('/v1/things/{id}', 'put').responses;
    expect(Object.keys(put)).toEqual(
      expect.arrayContaining(['200', '400', '401', '404', '409', '412', '413', '414', '415', '422', '428', '503']),
    );
    expect(put[409].description).toContain('destination-disabled');
    expect(put[409].content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    });
    const door = at('/v1/doors/{name}', 'post');
    expect(door.responses[404].description).toContain('unknown-destination');
    expect(door.responses[415]).toBeUndefined();
    expect(at('/health/live', 'get').responses[401]).toBeUndefined();
    expect(JSON.stringify(document)).not.toContain('x-problems');
  });

  it('gives each answer its headers', () => {
    expect(Object.keys(at('/v1/things/{id}', 'put').responses[200].headers)).toEqual([
      'Request-Id',
      'Intake-Position',
      'ETag',
    ]);
    expect(Object.keys(at('/v1/things', 'get').responses[503].headers)).toEqual(['Request-Id', 'Retry-After']);
    expect(Object.keys(at('/v1/things', 'get').responses[401].headers)).toEqual(['Request-Id', 'WWW-Authenticate']);
    expect(Object.keys(at('/v1/things/{id}/stream', 'get').responses[200].headers)).toEqual(['Request-Id']);
    expect(at('/v1/doors/{name}', 'post').responses[202].headers).toMatchObject({
      Location: { $ref: '#/components/headers/Location' },
    });
  });

  it('asks for the key under /v1 only', () => {
    expect(at('/v1/doors/{name}', 'post').security).toEqual([{ bearer: ['submitter'] }]);
    expect(at('/health/ready', 'get').security).toEqual([]);
  });

  it('is the same, byte for byte, from an application that runs', async () => {
    expect(await (await fetch(`${base}/openapi.json`)).text()).toBe(JSON.stringify(document));
  });
});

describe('pages for people', () => {
  it('/docs works without the rest of the world', async () => {
    const page = await fetch(`${base}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain(
      "frame-ancestors 'none'; script-src 'self'; style-src 'self';",
    );
    for (const [, link] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await fetch(new URL(link ?? '', `${base}/docs`));
      expect(`${link} ${file.status}`).toBe(`${link} 200`);
      await file.arrayBuffer();
    }
    expect(html).not.toContain('http');
    expect((await fetch(`${base}/docs/package.json`)).status).toBe(404);
  });

  it('every problem has its page', async () => {
    const list = await (await fetch(`${base}/problems`)).text();
    for (const code of Object.keys(PROBLEMS)) {
      expect(list).toContain(`href="/problems/${code}"`);
      const page = await fetch(`${base}/problems/${code}`, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const html = await page.text();
      expect(html).toContain(`<code>${code}</code>`);
      expect(html).not.toMatch(/<script|`/);
    }
    for (const none of ['nothing', 'toString', '__proto__', '%3Cb%3E']) {
      const answer = await fetch(`${base}/problems/${none}`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    }
  });
});

describe('health', () => {
  it('is live, and ready when every check says so', async () => {
    expect(await (await fetch(`${base}/health/live`)).json()).toEqual({ status: 'live' });
    let ok = true;
    registry.add('postgres', async () => ({ ok, detail: ok ? 'answers' : 'refuses' }));
    const ready = await fetch(`${base}/health/ready`);
    expect(ready.status).toBe(200);
    const since = expect.stringMatching(/Z$/);
    expect(await ready.json()).toEqual({
      status: 'ready',
      checks: { postgres: { ok: true, since, detail: 'answers' } },
    });
    ok = false;
    registry.add('kafka', async () => {
      throw new Error('secret host refused');
    });
    const not = await fetch(`${base}/health/ready`);
    expect(not.status).toBe(503);
    expect(await not.json()).toEqual({
      status: 'not-ready',
      checks: {
        postgres: { ok: false, since, detail: 'refuses' },
        kafka: { ok: false, since, detail: 'does not answer' },
      },
    });
  });
});
