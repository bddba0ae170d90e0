/**
 * For routes of Fastify itself whose body is opaque: whatever the content type says, nothing looks inside, and what is
 * handed over is exactly what was sent.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';

const NOTHING = Buffer.alloc(0);

declare module 'fastify' {
  interface FastifyRequest {
    /** The Content-Type of a raw body, in whatever form it was sent. */
    sentType: string | null;
  }
}

export function takeAnyBody(door: FastifyInstance): void {
  door.removeAllContentTypeParsers();
  door.decorateRequest('sentType', null);
  // Fastify refuses a type that is not well-formed: it is not shown one, and then takes every body.
  door.addHook('onRequest', (request, _reply, done) => {
    request.sentType = request.headers['content-type'] ?? null;
    delete request.headers['content-type'];
    done();
  });
  door.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** Given once: from then on only who has it keeps its memory. */
export function takeBody(request: FastifyRequest): Buffer {
  const body = (request.body as Buffer | undefined) ?? NOTHING;
  request.body = undefined;
  return body;
}
