/** Knows which methods each path takes, so that a known path with another method is 405 with Allow and not 404. */
import type { FastifyInstance } from 'fastify';

export class AllowedMethods {
  private readonly routes: { path: RegExp; methods: readonly string[] }[] = [];

  /** Sees every route that is registered from now on, those of plugins too. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      this.routes.push({ path: toRegExp(url), methods: [method].flat() });
    });
  }

  /** Empty: no route has this path. */
  of(path: string): string[] {
    const methods = this.routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

/** Route patterns here are plain: whole segments as `:name`, and `*` at the end. */
function toRegExp(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}$`);
}
