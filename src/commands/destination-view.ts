/** A destination as its commands answer it: from the state its decisions remember, with its breaker beside it. */
import { Injectable } from '@nestjs/common';
import type { At } from '../platform/store/stream-cache.js';
import type { Decided } from '../platform/store/stream-writer.js';
import { type BreakerState, Breakers } from '../views/breaker.js';
import { type DestinationView, hideValues } from '../views/destination.js';
import type { DestinationState } from './destination.js';

/** What a command about a standing destination answers. */
export interface ChangedDestination {
  destination: DestinationView;
  /** Of the destination's newest event. */
  position: number;
}

@Injectable()
export class DestinationViews {
  constructor(private readonly breakers: Breakers) {}

  async answer(name: string, { after, position }: Decided<DestinationState>): Promise<ChangedDestination> {
    const breaker = await this.breakerOf(name, after);
    return { destination: destinationViewOf(name, after, breaker), position };
  }

  async breakerOf(name: string, { version }: Pick<At<DestinationState>, 'version'>): Promise<BreakerState> {
    return (await this.breakers.of([{ name, version }])).get(name)!;
  }
}

export function destinationViewOf(
  name: string,
  { state, version }: At<DestinationState>,
  breaker: BreakerState,
): DestinationView {
  if (state.state === 'absent' || !state.policy) throw new Error(`the destination ${name} does not exist`);
  const { policy, createdAt, changedAt } = state;
  return { name, state: state.state, breaker, version, ...policy, ...hideValues(policy), createdAt, changedAt };
}
