/** Who caused a command and what it belongs to, from its request: stands in every event that it leads to. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EventMetadata } from '../events/event.js';
import type { Caller } from './caller.js';

/** W3C trace context, version 00. Anything else is ignored, as the standard says. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export function metadataOf(request: FastifyRequest): EventMetadata {
  const { traceparent } = request.headers;
  return {
    actor: request.caller.actor,
    correlationId: request.id,
    causationId: null,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : null,
  };
}

/** In a controller: `@CausedBy() metadata: EventMetadata`. */
export const CausedBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): EventMetadata =>
    metadataOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** In a controller: `@CalledBy() caller: Caller`. */
export const CalledBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => context.switchToHttp().getRequest<FastifyRequest>().caller,
);
