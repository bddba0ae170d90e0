/** Begins to take requests, or says in one line why not. Answers where. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type Config, StartRefused } from '../../config.js';

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program listens there; end it, or set PORT to another',
  EACCES: 'this user may not listen there; set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address; correct HOST',
  ENOTFOUND: 'there is no such host; correct HOST',
};

type Place = Pick<Config, 'host' | 'port'>;

/** Before anything else is started: a start that would end at its last step leaves no trace. */
export async function refuseTakenPort(place: Place): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(place.port, place.host), 'listening');
  } catch (error) {
    throw refusal(place, error);
  }
  probe.close();
  await once(probe, 'close');
}

export async function listen(app: NestFastifyApplication, place: Place & Pick<Config, 'tls'>): Promise<string> {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  try {
    // Not Nest's own listen, which tells a failure a second time, in its own way.
    await fastify.listen({ host: place.host, port: place.port });
  } catch (error) {
    throw refusal(place, error);
  }
  return `${place.tls ? 'https' : 'http'}://${originOf(fastify.server.address() as AddressInfo)}`;
}

function refusal({ host, port }: Place, error: unknown): StartRefused {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new StartRefused(`PORT=${port} on ${host}: ${REASONS[code] ?? message}`);
}

/** As a program on this machine reaches it: a server on all addresses is on loopback too. */
function originOf({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `127.0.0.1:${port}`;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
