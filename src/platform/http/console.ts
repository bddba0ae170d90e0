/** /console: one page for its own addresses, and its files, which never change. Nothing from anywhere else, nothing inline. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { contentPolicy } from './security-headers.js';

/** Where its build stands, beside that of the server. */
export const consoleFolder = fileURLToPath(new URL('../../../console/dist', import.meta.url));

const PAGE_HEADERS = {
  'content-security-policy': contentPolicy({
    ...{ 'script-src': "'self'", 'style-src': "'self'", 'connect-src': "'self'" },
    ...{ 'font-src': "'self'", 'img-src': "'self' data:" },
  }),
  'referrer-policy': 'same-origin',
  // The page names its files by their content: it alone is asked for each time.
  'cache-control': 'no-cache',
};

/** A build of the server alone has no console. */
export function serveConsole(fastify: FastifyInstance, folder: string): void {
  if (!existsSync(folder)) return;
  for (const path of addressesIn(folder)) {
    fastify.get(`/console${path}`, { config: { produces: ['text/html'] } }, async (_request, reply) => {
      // Each time: a build that comes while this runs brings other files with it.
      const page = await readFile(join(folder, 'index.html'));
      return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(page);
    });
  }
  // Loaded where it is served only.
  fastify.register(import('@fastify/static'), {
    root: join(folder, 'assets'),
    prefix: '/console/assets/',
    ...{ index: false, decorateReply: false, preCompressed: true, immutable: true, maxAge: '1y' },
  });
}

/** The addresses that its screens stand at: written by its build. */
const addressesIn = (folder: string): string[] => JSON.parse(readFileSync(join(folder, 'addresses.json'), 'utf8'));
