/** An address that will never be allowed is refused when it is saved. It is checked again at every connection. */
import { Injectable } from '@nestjs/common';
import { AddressNotAllowed, AllowedAddresses } from '../../platform/http/allowed-address.js';
import { Problem } from '../../platform/http/problem.js';

@Injectable()
export class DestinationAddress {
  constructor(private readonly allowed: AllowedAddresses) {}

  async check(text: string): Promise<void> {
    const url = new URL(text);
    if (url.username || url.password) refuse('must not hold a user or password: use auth');
    try {
      await this.allowed.check(url);
    } catch (error) {
      if (error instanceof AddressNotAllowed)
        refuse('must lead to public addresses, or to ones that the operator has opened');
      throw error;
    }
  }
}

function refuse(detail: string): never {
  throw new Problem('validation-failed', `url ${detail}`, { errors: [{ in: 'body', pointer: '/url', detail }] });
}
