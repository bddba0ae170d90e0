/** An address that will never be allowed is refused when it is saved. It is checked again at every connection. */
import { promises as dns } from 'node:dns';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { isPublicAddress, literalAddress } from '../../platform/http/allowed-address.js';
import { Problem } from '../../platform/http/problem.js';

@Injectable()
export class DestinationAddress {
  private readonly allowPrivate: boolean;

  constructor(@Inject(CONFIG) { allowPrivateDestinations }: Config) {
    this.allowPrivate = allowPrivateDestinations;
  }

  async check(text: string): Promise<void> {
    const url = new URL(text);
    if (url.username || url.password) refuse('must not hold a user or password: use auth');
    if (this.allowPrivate) return;
    const literal = literalAddress(url);
    const addresses = literal ? [literal] : await resolve(url.hostname);
    if (addresses.some((address) => !isPublicAddress(address))) refuse('must lead to public addresses only');
  }
}

/** A name that does not resolve now may do so later; the connection will tell. */
async function resolve(hostname: string): Promise<string[]> {
  const found = await dns.lookup(hostname, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function refuse(detail: string): never {
  throw new Problem('validation-failed', `url ${detail}`, { errors: [{ in: 'body', pointer: '/url', detail }] });
}
