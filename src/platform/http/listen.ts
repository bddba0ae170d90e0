/** Begins to take requests, or says in one line why not. Answers where. */
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { StartRefused } from '../../config.js';

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program listens there; end it, or set PORT to another',
  EACCES: 'this user may not listen there; set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; correct HOST',
  ENOTFOUND: 'there is no such host; correct HOST',
};

export async function listen(
  app: NestFastifyApplication,
  { host, port }: { host: string; port: number },
): Promise<string> {
  await app.init();
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  try {
    // Not Nest's own listen, which tells a failure a second time, in its own way.
    await fastify.listen({ host, port });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new StartRefused(`PORT=${port} on ${host}: ${REASONS[code] ?? message}`);
  }
  return urlOf(fastify.server.address() as AddressInfo);
}

/** As a program on this machine reaches it: a server on all addresses is on loopback too. */
function urlOf({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
