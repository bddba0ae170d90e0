/** What a route of Nest tells Fastify about itself, from several decorators: Nest's own keeps only the last one's. */
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyContextConfig } from 'fastify';

export const routeConfig =
  (config: Partial<FastifyContextConfig>): MethodDecorator =>
  (target, key, descriptor) => {
    const before: object = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, descriptor.value as object) ?? {};
    RouteConfig({ ...before, ...config })(target, key, descriptor);
  };
