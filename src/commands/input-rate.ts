/** How many inputs a key may send in a second, in this process. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { RateLimit, tellRate } from '../platform/http/rate-limit.js';

@Injectable()
export class InputRate {
  private readonly limit: RateLimit | null;

  constructor(
    @Inject(CONFIG) { limits: { inputsPerSecond: most } }: { limits: Pick<Config['limits'], 'inputsPerSecond'> },
  ) {
    this.limit = most === null ? null : new RateLimit('inputs', most, `a key may send ${most} inputs in a second`);
  }

  /**
   * The answer tells the key what is left. Throws a Problem where it may not send so many now; what is not taken after all
   * has cost it nothing.
   */
  async spend<T>(actor: string, inputs: number, reply: FastifyReply, send: () => Promise<T>): Promise<T> {
    if (this.limit === null) return send();
    tellRate(reply, this.limit.take(actor, inputs));
    try {
      return await send();
    } catch (error) {
      this.limit.giveBack(actor, inputs);
      throw error;
    }
  }
}
