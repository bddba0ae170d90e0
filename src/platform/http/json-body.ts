/** JSON routes take one kind of body: strict JSON in UTF-8, not compressed. An empty one is `{}`. Anything else is 415. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type JsonObject, parseIJson } from './i-json.js';
import { Problem } from './problem.js';

const JSON_TYPE = 'application/json';
export const JSON_BODY_LIMIT = 1024 * 1024;

export function takeJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  refuseOtherTypes(fastify);
  fastify.addContentTypeParser<Buffer>(
    JSON_TYPE,
    { parseAs: 'buffer', bodyLimit: JSON_BODY_LIMIT },
    // Not async on purpose: Fastify then needs no promise for each body.
    (request, body, done) => {
      try {
        done(null, readJson(request, body));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** An empty body has no form to be wrong in; some clients name a content type even then. */
function refuseOtherTypes(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (request.headers['content-length'] === '0') {
      payload.resume();
      done(null, {});
    } else {
      done(
        new Problem('unsupported-media-type', 'the body must be application/json', { headers: { accept: JSON_TYPE } }),
      );
    }
  });
}

function readJson(request: FastifyRequest, body: Buffer): JsonObject {
  refuseEncoding(request);
  refuseCharset(request.headers['content-type'] ?? '');
  return body.length === 0 ? {} : parseIJson(body);
}

function refuseEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.trim().toLowerCase() === 'identity') return;
  throw new Problem('unsupported-encoding', 'the body must come without Content-Encoding', {
    headers: { 'accept-encoding': 'identity' },
  });
}

function refuseCharset(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)"?/i.exec(contentType)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw new Problem('unsupported-charset', 'the charset must be utf-8', { headers: { accept: JSON_TYPE } });
}
