import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../platform/http/problem.js';
import { type ShareLimits, Shares } from './shares.js';

const NONE: ShareLimits = { requestsPerSecond: null, streams: 3, streamsPerKey: 2 };

function asking(shares: Shares) {
  const ask = (actor: string | null, produces: string) => {
    const headers: Record<string, string> = {};
    const raw = new EventEmitter();
    const reply = {
      raw,
      getHeader: (name: string) => headers[name],
      header: (name: string, value: string) => {
        headers[name] = value;
      },
    };
    const request = {
      ...(actor !== null && { caller: { actor } }),
      routeOptions: { config: { produces: [produces] } },
    };
    shares.take(request as unknown as FastifyRequest, reply as unknown as FastifyReply);
    return { headers, leave: () => raw.emit('close') };
  };
  return {
    ask: (actor: string | null) => ask(actor, 'application/json'),
    listen: (actor: string) => ask(actor, 'text/event-stream'),
  };
}

function refusal(ask: () => unknown): Problem {
  try {
    ask();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('it was not refused');
}

describe('of one key', () => {
  it('so many requests in a second are taken, and each answer tells what is left', () => {
    const { ask } = asking(new Shares({ ...NONE, requestsPerSecond: 2 }));
    expect(ask('anna').headers).toEqual({ ratelimit: '"requests";r=1;t=1', 'ratelimit-policy': '"requests";q=2;w=1' });
    ask('anna');
    const { code, more } = refusal(() => ask('anna'));
    expect(code).toBe('rate-limited');
    expect(more.headers).toEqual({
      ...{ ratelimit: '"requests";r=0;t=1', 'ratelimit-policy': '"requests";q=2;w=1', 'retry-after': '1' },
    });
    ask('ben');
    for (let n = 0; n < 5; n++) ask(null);
  });

  it('so many streams are open, and of all keys so many; one that is over makes room', () => {
    const { ask, listen } = asking(new Shares(NONE));
    const first = listen('anna');
    listen('anna');
    const { code, more } = refusal(() => listen('anna'));
    expect(code).toBe('too-many-at-once');
    expect(more.headers).toMatchObject({
      'retry-after': '5',
      'ratelimit-policy': '"streams";q=2;qu="concurrent-requests"',
    });
    listen('ben');
    expect(refusal(() => listen('carl'))).toMatchObject({
      code: 'overloaded',
      more: { headers: { 'retry-after': '1' } },
    });
    ask('anna');
    first.leave();
    listen('carl');
  });
});
