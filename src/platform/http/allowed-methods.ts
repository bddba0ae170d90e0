/**
 * Knows which methods each path takes, so that a known path with another method is 405 with Allow and not 404; nor is it the
 * path with a parameter that would fit: `/v1/inputs/retry` is no input called retry.
 */
import type { FastifyInstance } from 'fastify';

export class AllowedMethods {
  private readonly routes: { path: RegExp; methods: readonly string[] }[] = [];
  /** By paths without parameters. */
  private readonly fixed = new Map<string, string[]>();

  /** Sees every route that is registered from now on, those of plugins too. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const methods = [method].flat();
      if (/[:*]/.test(url)) this.routes.push({ path: toRegExp(url), methods });
      else this.fixed.set(url, [...(this.fixed.get(url) ?? []), ...methods]);
    });
  }

  /** Empty: no route has this path. */
  of(path: string): string[] {
    const fitting = () => this.routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(this.fixed.get(path) ?? fitting())].sort();
  }

  /** A route with parameters has taken the path of one without. */
  mistakes(path: string, url: string): boolean {
    return url !== path && this.fixed.has(path);
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
