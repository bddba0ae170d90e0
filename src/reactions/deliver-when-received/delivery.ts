/** One claimed input on its way: what is sent, and what is recorded of it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import { DeadLetterInput } from '../../commands/dead-letter-input/dead-letter-input.command.js';
import { type DestinationState, destinationStream } from '../../commands/destination.js';
import type { DestinationStates } from '../../commands/destination-states.js';
import { inputStream } from '../../commands/input.js';
import { RecordAttempt, type Verdict } from '../../commands/record-attempt/record-attempt.command.js';
import type { EventMetadata, RecordedEvent } from '../../events/event.js';
import type { Attempt, DestinationPolicy } from '../../events/shapes.js';
import type { Clock } from '../../platform/clock.js';
import type { Lease } from '../../platform/lease.js';
import type { Log } from '../../platform/log.js';
import { LogOverloaded, LogUnavailable, VersionConflict } from '../../platform/store/append-command.js';
import type { LogReader } from '../../platform/store/reader.js';
import type { Claim, Claims, LostClaim } from './claims.js';
import { verdictOf } from './outcome.js';
import { requestFor } from './request.js';
import type { SecretValues } from './secret-values.js';
import { LeaseOver, type Result, type Sender } from './send.js';

const RECORD_AGAIN_MS = 250;
/** For a claim whose destination is gone there is nothing to wait for: the next look gives the input up. */
const NO_POLICY: DestinationPolicy['retry'] = { maxAttempts: 1_000, minDelayMs: 100, maxDelayMs: 100 };

/** null: there is none for this input; its destination was deleted, even where one was registered anew since. */
const policyFor = (
  { line }: Pick<Claim, 'line'>,
  { policy, registeredAt }: DestinationState,
): DestinationPolicy | null => (line < registeredAt ? null : policy);

export interface DeliveryParts {
  commands: CommandBus;
  reader: LogReader;
  destinations: DestinationStates;
  claims: Claims;
  sender: Sender;
  secrets: SecretValues;
  clock: Clock;
  log: Log;
}

export class Delivery {
  constructor(private readonly parts: DeliveryParts) {}

  /** Takes a claim to its end. Rejects only where the claim could not be worked on; then nothing was sent. */
  async run(claim: Claim, lease: Lease): Promise<void> {
    const { reader, destinations } = this.parts;
    const stream = destinationStream(claim.destination);
    let at = await destinations.get(stream);
    if (at.version !== claim.destinationVersion) at = await destinations.refresh(stream);
    const [received] = (await reader.stream(inputStream(claim.inputId), 0, 1)) as RecordedEvent<'InputReceived'>[];
    const metadata = await this.causedBy(claim, received!);
    const policy = policyFor(claim, at.state);
    const fits = (policy === null) === (claim.purpose === 'give-up');
    // Claimed on an older state of the destination than the log has now: it is free again, for what holds now.
    if (!fits || at.state.state === 'disabled') await this.parts.claims.release(claim);
    else if (policy === null) await this.giveUp(claim, metadata);
    else await this.attempt(claim, lease, received!, policy, at.version, metadata);
  }

  /** What became of a lost attempt nobody knows; it counts, and the next one follows. */
  async recordLost(claim: LostClaim): Promise<void> {
    const { claims, destinations, reader } = this.parts;
    // Its outcome came into the log, and only the claim was not settled.
    if (claim.owner === null) return claims.settle(claim);
    const at = await destinations.refresh(destinationStream(claim.destination));
    const [received] = (await reader.stream(inputStream(claim.inputId), 0, 1)) as RecordedEvent<'InputReceived'>[];
    const lost = { ...claim, owner: claim.owner };
    const attempt: Attempt = {
      number: claim.attempts + 1,
      startedAt: claim.claimedAt,
      durationMs: claim.ageMs,
      outcome: 'unknown',
      error: 'the worker was lost before it could tell how the attempt ended',
      destinationVersion: claim.destinationVersion,
      response: null,
    };
    const verdict: Verdict = { kind: 'retry', retryAfterMs: null };
    await this.record(
      lost,
      attempt,
      verdict,
      policyFor(claim, at.state)?.retry ?? NO_POLICY,
      await this.causedBy(lost, received!),
    );
  }

  private async attempt(
    claim: Claim,
    lease: Lease,
    received: RecordedEvent<'InputReceived'>,
    policy: DestinationPolicy,
    destinationVersion: number,
    metadata: EventMetadata,
  ): Promise<void> {
    const { sender, secrets, claims, clock } = this.parts;
    const number = claim.attempts + 1;
    const request = requestFor({
      inputId: claim.inputId,
      attempt: number,
      ...received.data,
      metadata,
      policy,
      destinationVersion,
      secrets: await secrets.of(policy),
      now: clock.now(),
    });
    let result: Result;
    try {
      result = await sender.send(request, lease);
    } catch (error) {
      if (error instanceof LeaseOver) return claims.release(claim);
      throw error;
    }
    await this.recordSent(claim, { ...result, number, destinationVersion }, policy, metadata);
  }

  /** Never rejects: what was sent must not be free again as if it were not. At worst the claim's lease ends over it. */
  private async recordSent(
    claim: Claim,
    { retryAfterMs, ...attempt }: Attempt & Pick<Result, 'retryAfterMs'>,
    policy: DestinationPolicy,
    metadata: EventMetadata,
  ): Promise<void> {
    try {
      const verdict = verdictOf(attempt.outcome, attempt.response?.status ?? null, retryAfterMs);
      await this.record(claim, attempt, verdict, await this.retryNow(claim, policy), metadata);
    } catch (error) {
      const { inputId } = claim;
      this.parts.log.error({ err: error, inputId }, 'the outcome of an attempt could not be recorded');
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

  /**
   * Brings the outcome into the log, however long that takes: if this process dies over it, the claim's lease ends and
   * the attempt is recorded as lost. Who comes too late is told so by the log itself.
   */
  private async record(
    claim: Pick<Claim, 'inputId' | 'version' | 'destination' | 'owner' | 'inRun' | 'epoch'>,
    attempt: Attempt,
    verdict: Verdict,
    retry: DestinationPolicy['retry'],
    metadata: EventMetadata,
  ): Promise<void> {
    const { inputId, version, destination, owner, inRun } = claim;
    const { commands, claims, log } = this.parts;
    const command = new RecordAttempt(
      inputId,
      version,
      destination,
      owner,
      attempt,
      inRun + 1,
      verdict,
      retry,
      null,
      metadata,
    );
    const taken = await this.untilTaken(() => commands.execute(command));
    log.info(
      {
        inputId,
        destination,
        attempt: attempt.number,
        outcome: attempt.outcome,
        status: attempt.response?.status,
        ms: attempt.durationMs,
      },
      taken ? 'delivery attempted' : 'delivery attempted, and recorded as lost before',
    );
    await claims.settle(claim);
  }

  private async giveUp(claim: Claim, metadata: EventMetadata): Promise<void> {
    const { inputId, version, destination, owner } = claim;
    const command = new DeadLetterInput(inputId, version, destination, owner, 'destination-deleted', metadata);
    await this.untilTaken(() => this.parts.commands.execute(command));
    await this.parts.claims.settle(claim);
  }

  /** false: the stream has moved on; this outcome, or the loss of this worker, is recorded already. */
  private async untilTaken(append: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await append();
        return true;
      } catch (error) {
        if (error instanceof VersionConflict) return false;
        if (!(error instanceof LogUnavailable || error instanceof LogOverloaded)) throw error;
        await pause(RECORD_AGAIN_MS);
      }
    }
  }

  /** The chain of causes: an outcome follows from the event that the claim was taken at. */
  private async causedBy(
    { inputId, version }: Pick<Claim, 'inputId' | 'version'>,
    received: RecordedEvent<'InputReceived'>,
  ): Promise<EventMetadata> {
    const [at] = version === 1 ? [received] : await this.parts.reader.stream(inputStream(inputId), version - 1, 1);
    const { correlationId, traceparent } = received.metadata;
    return { actor: 'delivery', correlationId, causationId: at?.id ?? received.id, traceparent };
  }
}
