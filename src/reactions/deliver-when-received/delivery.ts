/** One claimed input on its way: what is sent, and what follows from what came back. */
import { type DestinationState, destinationStream } from '../../commands/destination.js';
import type { DestinationStates } from '../../commands/destination-states.js';
import { inputStream } from '../../commands/input.js';
import { lostAttempt } from '../../commands/lost-attempt.js';
import { type EventCatalogue, type EventMetadata, upcast } from '../../events/event.js';
import type { DestinationPolicy } from '../../events/shapes.js';
import type { Clock } from '../../platform/clock.js';
import type { Lease } from '../../platform/lease.js';
import type { Log } from '../../platform/log.js';
import type { LogReader } from '../../platform/store/reader.js';
import type { At } from '../../platform/store/stream-cache.js';
import type { Claim, LostClaim } from './claim.js';
import type { Claims } from './claims.js';
import { LeaseOver } from './exchange.js';
import { verdictOf } from './outcome.js';
import { Paces } from './paces.js';
import type { Ended, Recording } from './recording.js';
import { requestFor } from './request.js';
import type { SecretValues } from './secret-values.js';
import type { Result, Sender } from './send.js';

/** For a claim whose destination is gone there is nothing to wait for: the next look gives the input up. */
const NO_POLICY: DestinationPolicy['retry'] = { maxAttempts: 1_000, minDelayMs: 100, maxDelayMs: 100 };

/** null: there is none for this input; its destination was deleted, even where one was registered anew since. */
const policyFor = (
  { line }: Pick<Claim, 'line'>,
  { policy, registeredAt }: DestinationState,
): DestinationPolicy | null => (line < registeredAt ? null : policy);

export interface DeliveryParts {
  reader: LogReader;
  destinations: DestinationStates;
  claims: Claims;
  recording: Recording;
  sender: Sender;
  secrets: SecretValues;
  clock: Clock;
  log: Log;
}

type InputReceivedData = EventCatalogue['InputReceived'];

export class Delivery {
  private readonly paces: Paces;

  constructor(private readonly parts: DeliveryParts) {
    this.paces = new Paces(parts.clock);
  }

  /** Takes a claim to its end. Rejects only where the claim could not be worked on; then nothing was sent. */
  async run(claim: Claim, lease: Lease): Promise<void> {
    const begun = this.parts.clock.monotonicMs();
    const at = await this.destinationOf(claim);
    const policy = policyFor(claim, at.state);
    // Claimed on an older state of the destination than the log has now: it is free again, for what holds now.
    if (policy === null || at.state.state !== 'active') await this.parts.claims.release(claim);
    else await this.attempt(claim, lease, { ...at, policy }, begun);
  }

  /** What became of a lost attempt nobody knows; it counts, and the next one follows. */
  async recordLost(claim: LostClaim): Promise<void> {
    const { claims, destinations, recording } = this.parts;
    const { owner } = claim;
    // Its outcome came into the log, and only the claim was not settled.
    if (owner === null) return claims.settle(claim);
    const [at, metadata] = await Promise.all([
      destinations.refresh(destinationStream(claim.destination)),
      this.causedBy(claim),
    ]);
    const attempt = lostAttempt(claim.attempts, claim);
    const retry = policyFor(claim, at.state)?.retry ?? NO_POLICY;
    const verdict = verdictOf(attempt.outcome, null, null);
    await recording.attempt({ ...claim, owner }, { attempt, verdict, retry, latencyMs: null, metadata });
  }

  private async attempt(
    claim: Claim,
    lease: Lease,
    { version, policy, state: { signing } }: At<DestinationState> & { policy: DestinationPolicy },
    begun: number,
  ): Promise<void> {
    const { sender, secrets, claims, clock } = this.parts;
    const received = upcast('InputReceived', claim.schemaVersion, JSON.parse(claim.data)) as InputReceivedData;
    const values = await secrets.of(policy, signing);
    const { ratePerSecond } = policy;
    const inTime =
      ratePerSecond === null || (await this.paces.turn(claim.destination, begun + claim.startInMs, ratePerSecond));
    if (!inTime) return claims.release(claim);
    const number = claim.attempts + 1;
    const request = requestFor({
      inputId: claim.inputId,
      attempt: number,
      run: claim.run,
      ...received,
      metadata: claim.metadata,
      policy,
      destinationVersion: version,
      signing,
      secrets: values,
      now: clock.now(),
    });
    let result: Result;
    try {
      result = await sender.send(request, lease);
    } catch (error) {
      if (error instanceof LeaseOver) return claims.release(claim);
      throw error;
    }
    const { retryAfterMs, ...rest } = result;
    const attempt = { ...rest, number, destinationVersion: version };
    const verdict = verdictOf(attempt.outcome, attempt.response?.status ?? null, retryAfterMs);
    const metadata = { ...claim.metadata, actor: 'delivery', causationId: claim.causationId };
    const latencyMs = claim.ageMs + Math.round(clock.monotonicMs() - begun);
    await this.recordSent(claim, { attempt, verdict, latencyMs, metadata }, policy);
  }

  /** Never rejects: what was sent must not be free again as if it were not. At worst the claim's lease ends over it. */
  private async recordSent(claim: Claim, ended: Omit<Ended, 'retry'>, policy: DestinationPolicy): Promise<void> {
    try {
      await this.parts.recording.attempt(claim, { ...ended, retry: await this.retryNow(claim, policy) });
    } catch (error) {
      this.parts.log.error({ err: error, inputId: claim.inputId }, 'the outcome of an attempt could not be recorded');
    }
  }

  /** The newest policy decides what follows; an input whose destination was deleted meanwhile is given up at once. */
  private async retryNow(claim: Claim, used: DestinationPolicy): Promise<DestinationPolicy['retry']> {
    try {
      const { state } = await this.parts.destinations.get(destinationStream(claim.destination));
      return policyFor(claim, state)?.retry ?? NO_POLICY;
    } catch {
      return used.retry;
    }
  }

  /** As this process knows it, unless the claim was given on a newer version. */
  private async destinationOf({ destination, destinationVersion }: Claim): Promise<At<DestinationState>> {
    const stream = destinationStream(destination);
    const at = await this.parts.destinations.get(stream);
    return at.version === destinationVersion ? at : this.parts.destinations.refresh(stream);
  }

  /** The chain of causes: an outcome follows from the event that the claim was taken at. */
  private async causedBy({ inputId, version }: LostClaim): Promise<EventMetadata> {
    const stream = inputStream(inputId);
    const [received, cause] = await this.parts.reader.at([
      { stream, version: 1 },
      { stream, version },
    ]);
    return { ...received!.metadata, actor: 'delivery', causationId: cause!.id };
  }
}
