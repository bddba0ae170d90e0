/**
 * How many bytes of request bodies a process holds at once. Bounded: a request that would bring more is refused before
 * its body is read, so that memory stays flat however many come and however slowly they are worked off. Large bodies take
 * at most half: a few that never end close no door to small ones.
 */
import type { FastifyRequest } from 'fastify';
import { unavailable } from './problem.js';

/** A body of more is large: it is a batch. */
const SMALL_BYTES = 256 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    /** Says that its body is needed no more. Said again, it says nothing. */
    letBodyGo(): void;
  }
}

export class BodyRoom {
  private readonly held = { small: 0, large: 0 };

  constructor(
    private readonly maxBytes: number,
    private readonly smallBytes = SMALL_BYTES,
  ) {}

  /** Throws a Problem where there is no room; else the answer's end lets the body go, if nobody has before. */
  enter(request: FastifyRequest, onEnd: (letGo: () => void) => void): void {
    const bytes = announced(request);
    if (bytes === 0) return;
    const size = bytes > this.smallBytes ? 'large' : 'small';
    if (!this.hasRoomFor(bytes, size))
      throw unavailable('overloaded', 'as many bytes of bodies are in work as there is room for');
    this.held[size] += bytes;
    let holds = true;
    request.letBodyGo = () => {
      if (holds) this.held[size] -= bytes;
      holds = false;
    };
    onEnd(request.letBodyGo);
  }

  get bytes(): number {
    return this.held.small + this.held.large;
  }

  private hasRoomFor(bytes: number, size: 'small' | 'large'): boolean {
    const { small, large } = this.held;
    if (size === 'large' && large + bytes > this.maxBytes / 2) return false;
    return small + large + bytes <= this.maxBytes;
  }
}

/** One that does not say how long it is may be as long as its route takes. */
function announced({ headers, routeOptions }: FastifyRequest): number {
  const limit = routeOptions.bodyLimit ?? 0;
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(Number(headers['content-length'] ?? 0) || 0, limit);
}
