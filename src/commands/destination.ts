/** What decisions about a destination remember, folded from its stream. */
import type { RecordedEvent } from '../events/event.js';
import type { DestinationPolicy } from '../events/shapes.js';
import { later } from '../platform/later.js';
import type { StreamFold } from '../platform/store/stream-cache.js';

/** A secret that requests are signed with; `until` null: the newest one. */
export interface SigningSecret {
  secretId: string;
  until: string | null;
}

export const isLive = ({ until }: SigningSecret, now: Date): boolean =>
  until === null || Date.parse(until) > now.getTime();

export interface DestinationState {
  /** absent: never registered, or deleted. */
  state: 'absent' | 'active' | 'paused' | 'disabled';
  /** Stays while it is disabled: enabled again, it is paused as before. */
  isPaused: boolean;
  isDisabled: boolean;
  policy: DestinationPolicy | null;
  /** Newest first; some may be over by now, those that were over at the last rotation are gone. */
  signing: SigningSecret[];
  /** Position of its newest registration: what was received before it was for one that is deleted. */
  registeredAt: number;
  createdAt: string;
  changedAt: string;
}

export const destinationStream = (name: string): string => `destination-${name}`;

const ABSENT: DestinationState = {
  state: 'absent',
  isPaused: false,
  isDisabled: false,
  policy: null,
  signing: [],
  registeredAt: 0,
  createdAt: '',
  changedAt: '',
};

export const destinationFold: StreamFold<DestinationState> = {
  initial: ABSENT,
  evolve(state, event) {
    const next = evolve(state, event);
    return next === state ? state : { ...next, state: stateOf(next), changedAt: event.occurredAt };
  },
};

function evolve(state: DestinationState, event: RecordedEvent): DestinationState {
  switch (event.type) {
    case 'DestinationRegistered': {
      const { policy, signingSecretId } = event.data;
      const signing = signingSecretId === null ? [] : [{ secretId: signingSecretId, until: null }];
      return { ...ABSENT, policy, signing, registeredAt: event.position, createdAt: event.occurredAt };
    }
    case 'DestinationChanged':
      return { ...state, policy: event.data.policy };
    case 'DestinationSecretRotated': {
      const { secretId, overlapMs } = event.data;
      const until = later(event.occurredAt, overlapMs);
      const before = state.signing
        .filter((secret) => isLive(secret, new Date(event.occurredAt)))
        .map((secret) => ({ ...secret, until: secret.until ?? until }));
      return { ...state, signing: [{ secretId, until: null }, ...before] };
    }
    case 'DestinationPaused':
      return { ...state, isPaused: true };
    case 'DestinationResumed':
      return { ...state, isPaused: false };
    case 'DestinationDisabled':
      return { ...state, isDisabled: true };
    case 'DestinationEnabled':
      return { ...state, isDisabled: false };
    case 'DestinationBreakerReset':
      return { ...state };
    case 'DestinationDeleted':
      return { ...ABSENT, createdAt: state.createdAt };
    default:
      return state;
  }
}

function stateOf({ policy, isPaused, isDisabled }: DestinationState): DestinationState['state'] {
  if (policy === null) return 'absent';
  if (isDisabled) return 'disabled';
  return isPaused ? 'paused' : 'active';
}
