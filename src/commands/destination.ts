/** What decisions about a destination remember, folded from its stream. */
import type { RecordedEvent } from '../events/event.js';
import type { DestinationPolicy } from '../events/shapes.js';
import type { StreamFold } from '../platform/store/stream-cache.js';

export interface DestinationState {
  /** absent: never registered, or deleted. */
  state: 'absent' | 'active' | 'disabled';
  policy: DestinationPolicy | null;
  /** Position of its newest registration: what was received before it was for one that is deleted. */
  registeredAt: number;
  createdAt: string;
  changedAt: string;
}

export const destinationStream = (name: string): string => `destination-${name}`;

export const destinationFold: StreamFold<DestinationState> = {
  initial: { state: 'absent', policy: null, registeredAt: 0, createdAt: '', changedAt: '' },
  evolve,
};

function evolve(state: DestinationState, event: RecordedEvent): DestinationState {
  const changedAt = event.occurredAt;
  switch (event.type) {
    case 'DestinationRegistered':
      return {
        state: 'active',
        policy: event.data.policy,
        registeredAt: event.position,
        createdAt: changedAt,
        changedAt,
      };
    case 'DestinationChanged':
      return { ...state, policy: event.data.policy, changedAt };
    case 'DestinationDisabled':
      return { ...state, state: 'disabled', changedAt };
    case 'DestinationEnabled':
      return { ...state, state: 'active', changedAt };
    case 'DestinationDeleted':
      return { ...state, state: 'absent', policy: null, changedAt };
    default:
      return state;
  }
}
