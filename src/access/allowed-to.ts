/** Which role a route wants, and of what: stands at the route itself, is kept by the guard and told in OpenAPI. */
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Role } from '../events/shapes.js';
import { ROLE_EXTENSION } from '../platform/http/openapi-parts.js';
import { routeConfig } from '../platform/http/route-config.js';

/** `own-inputs`: `:id` is an input of the caller's owner. `allowed-destinations`: `:name` is one that its key may send to. */
export type Only = 'own-inputs' | 'allowed-destinations';

export interface RouteAccess {
  role: Role;
  only?: Only | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

/** `@AllowedTo('operator')`; a submitter sees what is its own: `@AllowedTo('submitter', 'own-inputs')`. */
export const AllowedTo =
  (role: Role, only?: Only): MethodDecorator =>
  (target, key, descriptor) => {
    routeConfig({ access: { role, only } })(target, key, descriptor);
    ApiExtension(ROLE_EXTENSION, role)(target, key, descriptor);
  };

/** A route under /v1 that says nothing would be open to everybody with a key: with one, nothing starts. */
export function refuseOpenRoutes(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', ({ url, method, config }) => {
    if (url.startsWith('/v1') && !config?.access) throw new Error(`${method} ${url} does not say which role it is for`);
  });
}
