/** How many inputs a key may send in a second, in this process (IETF draft-ietf-httpapi-ratelimit-headers). */
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { systemClock } from '../platform/clock.js';
import { Problem } from '../platform/http/problem.js';
import { type Taken, TokenBuckets } from '../platform/http/token-buckets.js';

@Injectable()
export class InputRate {
  private readonly buckets: TokenBuckets | null;

  constructor(@Inject(CONFIG) { inputsPerSecond }: Pick<Config, 'inputsPerSecond'>) {
    this.buckets = inputsPerSecond === null ? null : new TokenBuckets(inputsPerSecond, systemClock);
  }

  /**
   * Gives `send` the headers that tell the key what is left. Throws a Problem where it may not send so many now; what is
   * not taken after all has cost it nothing.
   */
  async spend<T>(actor: string, inputs: number, send: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    if (this.buckets === null) return send({});
    const headers = this.take(this.buckets, actor, inputs);
    try {
      return await send(headers);
    } catch (error) {
      this.buckets.giveBack(actor, inputs);
      throw error;
    }
  }

  private take(buckets: TokenBuckets, actor: string, inputs: number): Record<string, string> {
    const taken = buckets.take(actor, inputs);
    const headers = { ratelimit: leftOf(taken), 'ratelimit-policy': `"inputs";q=${buckets.perSecond};w=1` };
    if (taken.allowed) return headers;
    throw new Problem('rate-limited', `a key may send ${buckets.perSecond} inputs in a second`, {
      headers: { ...headers, 'retry-after': String(taken.resetSeconds) },
    });
  }
}

const leftOf = ({ remaining, resetSeconds }: Taken): string => `"inputs";r=${remaining};t=${resetSeconds}`;
