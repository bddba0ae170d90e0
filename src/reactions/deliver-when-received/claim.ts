/** What a claim says, and what is asked for to get one. */
import type { EventMetadata } from '../../events/event.js';
import type { Attempt, DestinationPolicy } from '../../events/shapes.js';

export interface Claim {
  inputId: string;
  version: number;
  destination: string;
  owner: string;
  /** Attempts made before. */
  attempts: number;
  inRun: number;
  /** Runs asked for by hand. */
  run: number;
  /** Its place in the queue. */
  line: number;
  orderingKey: string | null;
  /** Raised when the claim changes hands: only the newest holder may settle it. */
  epoch: number;
  /** Whose it is, told apart by each take: one that was freed and given anew begins with the first epoch again. */
  worker: string;
  /** The destination's version when the claim was given. */
  destinationVersion: number;
  /** How long it had been wanted when the claim was given. */
  ageMs: number;
  /** Its request may begin this much later: the destination's rate. */
  startInMs: number;
  /** Its first event, as stored: what is to be sent, and whose doing it is. */
  data: string;
  schemaVersion: number;
  metadata: EventMetadata;
  /** The event that the claim was taken at. */
  causationId: string;
}

export interface Taken {
  claims: Claim[];
  /** There was room for no more, or what was found was not all taken. */
  mayBeMore: boolean;
}

/** Which row of the claims, and whose. */
export type ClaimKey = Pick<Claim, 'inputId' | 'version' | 'epoch' | 'worker'>;

/** For what ends without an attempt: its destination was deleted, or its time is over. */
export type EndingClaim = ClaimKey & Pick<Claim, 'destination' | 'owner'> & { purpose: 'give-up' | 'expiry' };

export interface ClaimOptions {
  destination: string;
  limit: number;
  policy: Pick<DestinationPolicy, 'concurrency' | 'ratePerSecond' | 'onDeadOrderingKey'>;
  /** The destination's version that has this policy. */
  version: number;
  leaseMs: number;
}

/** An attempt whose worker was not heard of in time. `owner` null: its outcome is in the log already. */
export type LostClaim = Pick<
  Claim,
  'inputId' | 'version' | 'destination' | 'attempts' | 'inRun' | 'line' | 'epoch' | 'worker' | 'destinationVersion'
> & {
  owner: string | null;
  claimedAt: Attempt['startedAt'];
  /** Since then. */
  lostForMs: number;
};
