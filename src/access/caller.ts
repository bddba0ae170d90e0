/** Who calls. Every command writes the actor into its events, every key of an input belongs to the owner. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export interface Caller {
  actor: string;
  owner: string;
  roles: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every request under /v1 before its handler runs. */
    caller: Caller;
  }
}

/** In a controller: `@CallerOf() caller: Caller`. */
export const CallerOf = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => context.switchToHttp().getRequest<FastifyRequest>().caller,
);
