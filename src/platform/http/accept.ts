/** What an `Accept` header allows (RFC 9110 §12.5.1): one that rules out all a route can answer with is 406. */
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PRODUCES_EXTENSION } from './openapi-parts.js';
import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types the route answers with; a route under /v1 that says nothing answers JSON. `*` + `/*`: any. */
    produces?: readonly string[];
  }
}

/** For a Nest route that answers something else than JSON. */
export const Produces =
  (...types: string[]): MethodDecorator =>
  (target, key, descriptor) => {
    routeConfig({ produces: types })(target, key, descriptor);
    ApiExtension(PRODUCES_EXTENSION, types)(target, key, descriptor);
  };

/** Stays open, as a stream of server-sent events. */
export const isStream = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.config.produces?.includes('text/event-stream') === true;

export function accepts(header: string | undefined, produced: readonly string[]): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header.split(',').map(parseRange);
  return produced.some((type) => type === '*/*' || qualityOf(type, ranges) > 0);
}

interface Range {
  type: string;
  quality: number;
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => /^q\s*=/.test(parameter));
  return { type, quality: q === undefined ? 1 : Number(q.split('=')[1]) };
}

/** The most specific range decides: `text/*;q=0, *` + `/*` rules out text/html. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const [major = ''] = type.split('/');
  for (const pattern of [type, `${major}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.quality;
  }
  return 0;
}
