/**
 * Keys that this process does not know cost a question to the database. Guarantee: one address asks for no more of them in a
 * second than it may, so that who tries keys that nobody has keeps nobody else waiting. A key that is there costs nothing.
 */
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { RateLimit } from '../platform/http/rate-limit.js';

@Injectable()
export class UnknownKeys {
  private readonly limit: RateLimit;

  constructor(@Inject(CONFIG) { limits }: { limits: Pick<Config['limits'], 'unknownKeysPerSecond'> }) {
    const most = limits.unknownKeysPerSecond;
    this.limit = new RateLimit('unknown-keys', most, `one address may try ${most} unknown access keys in a second`);
  }

  /** Throws a Problem where too many were tried already. */
  async spend<T>(address: string, look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> {
    this.limit.take(address, 1);
    // A database that is away is nobody's fault.
    let cost = 0;
    try {
      const found = await look();
      cost = isThere(found) ? 0 : 1;
      return found;
    } finally {
      this.limit.giveBack(address, 1 - cost);
    }
  }
}
