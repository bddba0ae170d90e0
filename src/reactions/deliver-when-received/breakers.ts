/** Breakers as delivery's gates have them, for whoever shows destinations. */
import { Injectable } from '@nestjs/common';
import { AnswersFor } from '../../platform/answers-for.js';
import { Pools } from '../../platform/database/process-pools.js';
import { type BreakerState, Breakers } from '../../views/breaker.js';
import { viewOf } from './gate.js';
import { Gates } from './gates.js';

@AnswersFor(Breakers)
@Injectable()
export class GateBreakers extends Breakers {
  private readonly gates: Gates;

  constructor({ requests }: Pools) {
    super();
    this.gates = new Gates(requests);
  }

  async of(destinations: readonly { name: string; version: number }[]): Promise<ReadonlyMap<string, BreakerState>> {
    const seen = await this.gates.look(destinations.map(({ name }) => name));
    return new Map(
      destinations.map(({ name, version }) => {
        const at = seen.get(name);
        // Nothing was ever sent there.
        return [name, at ? viewOf(at.gate, { now: at.now, version }).breaker : 'closed'];
      }),
    );
  }
}
