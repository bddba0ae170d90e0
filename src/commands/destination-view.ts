/** A destination as its commands answer it, from the state its decisions remember. */
import type { At } from '../platform/store/stream-cache.js';
import { type DestinationView, hideValues } from '../views/destination.js';
import type { DestinationState } from './destination.js';

export function destinationViewOf(name: string, { state, version }: At<DestinationState>): DestinationView {
  if (state.state === 'absent' || !state.policy) throw new Error(`the destination ${name} does not exist`);
  const { policy, createdAt, changedAt } = state;
  return { name, state: state.state, version, ...policy, ...hideValues(policy), createdAt, changedAt };
}
