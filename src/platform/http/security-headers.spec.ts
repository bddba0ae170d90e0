import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createLog } from '../log.js';
import { Drain } from './drain.js';
import { createFastifyAdapter } from './fastify.js';
import { Problem } from './problem.js';
import { contentPolicy, secure, securityHeaders } from './security-headers.js';

const OWN = contentPolicy({ 'script-src': "'self'" });

const adapter = createFastifyAdapter({
  ...{ log: createLog('silent', false), corsOrigins: [], drain: new Drain(), admit: () => {} },
});
let base: string;

beforeAll(async () => {
  const fastify = adapter.getInstance();
  fastify.get('/page', async (_request: FastifyRequest, reply: FastifyReply) => reply.headers(pageHeaders).send('x'));
  fastify.get('/broken', async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(pageHeaders);
    throw new Problem('not-found', 'it is not there');
  });
  base = await fastify.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => adapter.getInstance().close());

const answered = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(base + path, { headers });
  await answer.text();
  return { status: answer.status, headers: Object.fromEntries(answer.headers) };
};
const pageHeaders = { 'content-security-policy': OWN, 'cache-control': 'no-cache' };

describe('what an answer tells a browser', () => {
  it('is closed, but for what a page opens', () => {
    expect(contentPolicy()).toBe("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(OWN).toBe(`${contentPolicy()}; script-src 'self'`);
    expect(contentPolicy({ 'form-action': "'self'" })).toContain("form-action 'self'; frame-ancestors 'none'");
  });

  it('is what the page says, where there is one', async () => {
    const { headers } = await answered('/page');
    expect(headers).toMatchObject({ ...securityHeaders(false), ...pageHeaders });
  });

  it('is closed again where the page fails (protection: secure in sendProblem)', async () => {
    const { headers, status } = await answered('/broken');
    expect(status).toBe(404);
    expect(headers).toMatchObject(securityHeaders(false));
  });

  it('stands on what the router itself refuses', async () => {
    expect((await answered('/page/%E0%A4%A')).headers).toMatchObject(securityHeaders(false));
  });

  it('keeps it to TLS where it came over TLS, here or before a proxy that is trusted', () => {
    const sent = (protocol: string) => {
      let headers = {};
      secure({ protocol } as FastifyRequest, { headers: (all: object) => (headers = all) } as unknown as FastifyReply);
      return headers;
    };
    expect(sent('https')).toEqual({ ...securityHeaders(false), 'strict-transport-security': 'max-age=63072000' });
    expect(sent('http')).toEqual(securityHeaders(false));
  });

  it('asked by a proxy that nobody trusts, is as over plain HTTP', async () => {
    const { headers } = await answered('/page', { 'x-forwarded-proto': 'https' });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });
});
