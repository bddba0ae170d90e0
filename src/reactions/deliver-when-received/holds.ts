/** What holds an input back at this moment, for those who show inputs: what a claim for it would meet now. */
import { Injectable } from '@nestjs/common';
import { DeliverySwitch, stopOf } from '../../commands/delivery-switch.js';
import { destinationStream } from '../../commands/destination.js';
import { DestinationStates } from '../../commands/destination-states.js';
import { AnswersFor } from '../../platform/answers-for.js';
import { Pools } from '../../platform/database/process-pools.js';
import { type Held, Holds } from '../../views/held.js';
import { TO_DO } from './claim-statements.js';
import { HELD_ROWS, type Holding } from './held-statement.js';

@AnswersFor(Holds)
@Injectable()
export class DeliveryHolds extends Holds {
  constructor(
    private readonly pools: Pools,
    private readonly destinations: DestinationStates,
    private readonly all: DeliverySwitch,
  ) {
    super();
  }

  async of(inputIds: readonly string[]): Promise<ReadonlyMap<string, Held>> {
    const holding = await this.holding('where input_id = any($1)', [inputIds]);
    if (holding.length === 0) return new Map();
    const { rows } = await this.pools.requests.query<Held & { inputId: string }>({
      name: 'held',
      text: `${HELD_ROWS('$2')} where d.input_id = any($1)`,
      values: [inputIds, JSON.stringify(holding)],
    });
    return new Map(rows.map(({ inputId, ...held }) => [inputId, held]));
  }

  async condition(column: string): Promise<{ sql: string; parameters: Record<string, unknown> }> {
    const holding = await this.holding('', []);
    return {
      sql: `${column} in (select "inputId" from (${HELD_ROWS(':holding')}) as held)`,
      parameters: { holding: JSON.stringify(holding) },
    };
  }

  /** What the destinations that something is to be brought to do to it. */
  private async holding(where: string, values: unknown[]): Promise<Holding[]> {
    const { rows } = await this.pools.requests.query<{ name: string }>(
      `select distinct destination as name from ${TO_DO} ${where}`,
      values,
    );
    if (rows.length === 0) return [];
    const allPaused = await this.all.isPaused();
    const all = await Promise.all(rows.map(({ name }) => this.holdingOf(name, allPaused)));
    return all.filter((each) => each !== null);
  }

  /** null: it is gone, and its inputs are given up whatever it held back. */
  private async holdingOf(name: string, allPaused: boolean): Promise<Holding | null> {
    const { version, state } = await this.destinations.get(destinationStream(name));
    if (!state.policy) return null;
    return {
      name,
      version,
      stop: stopOf(allPaused, state),
      blocks: state.policy.onDeadOrderingKey === 'block',
      rated: state.policy.ratePerSecond !== null,
    };
  }
}
