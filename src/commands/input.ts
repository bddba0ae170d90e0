/** What decisions about an input remember, folded from its stream. */
import type { RecordedEvent } from '../events/event.js';
import type { StreamFold } from '../platform/store/stream-cache.js';

export interface InputState {
  status: 'absent' | 'received' | 'retrying' | 'delivered' | 'deadLettered' | 'cancelled' | 'expired';
  destination: string;
  owner: string;
  orderingKey: string | null;
  expiresAt: string | null;
  /** Attempts made, over its whole life. */
  attempts: number;
  /** Runs that somebody asked for by hand. */
  runs: number;
}

export const inputStream = (id: string): string => `input-${id}`;

export const inputFold: StreamFold<InputState> = {
  initial: {
    status: 'absent',
    destination: '',
    owner: '',
    orderingKey: null,
    expiresAt: null,
    attempts: 0,
    runs: 0,
  },
  evolve,
};

function evolve(state: InputState, event: RecordedEvent): InputState {
  switch (event.type) {
    case 'InputReceived': {
      const { destination, owner, orderingKey, expiresAt } = event.data;
      return { ...state, status: 'received', destination, owner, orderingKey, expiresAt };
    }
    case 'InputAttemptFailed':
      return { ...state, status: 'retrying', attempts: event.data.attempt.number };
    case 'InputDelivered':
      return { ...state, status: 'delivered', attempts: event.data.attempt.number };
    case 'InputDeadLettered':
      return { ...state, status: 'deadLettered' };
    case 'InputCancelled':
      return { ...state, status: 'cancelled' };
    case 'InputExpired':
      return { ...state, status: 'expired' };
    case 'InputRetryRequested': {
      const { destination, run, expiresAt } = event.data;
      return { ...state, status: 'retrying', destination, expiresAt, runs: run };
    }
    default:
      return state;
  }
}
