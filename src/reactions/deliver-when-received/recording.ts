/**
 * What became of a claim, brought into the log, however long that takes: if this process dies over it, the claim's lease
 * ends and an attempt is recorded as lost. Who comes too late is told so by the log itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Command, CommandBus } from '@nestjs/cqrs';
import { RecordAttempt, type Verdict } from '../../commands/record-attempt/record-attempt.command.js';
import type { EventMetadata } from '../../events/event.js';
import type { Attempt, DestinationPolicy } from '../../events/shapes.js';
import { withPatience } from '../../platform/database/patience.js';
import type { Log } from '../../platform/log.js';
import { LogOverloaded, LogUnavailable, VersionConflict } from '../../platform/store/append-command.js';
import type { Claim, ClaimKey } from './claim.js';
import type { Claims } from './claims.js';
import type { DeliveryMetrics } from './delivery-metrics.js';
import type { Experience } from './gate.js';

const RECORD_AGAIN_MS = 250;

/** How an attempt ended, and what is to follow. */
export interface Ended {
  attempt: Attempt;
  verdict: Verdict;
  retry: DestinationPolicy['retry'];
  /** null: not known any more. */
  latencyMs: number | null;
  metadata: EventMetadata;
}

export class Recording {
  constructor(
    private readonly commands: CommandBus,
    private readonly claims: Claims,
    private readonly metrics: DeliveryMetrics,
    private readonly log: Log,
  ) {}

  async attempt(
    claim: ClaimKey & Pick<Claim, 'destination' | 'owner' | 'inRun'>,
    { attempt, verdict, retry, latencyMs, metadata }: Ended,
  ): Promise<void> {
    const { inputId, version, destination, owner, inRun } = claim;
    const what = new RecordAttempt(
      inputId,
      version,
      destination,
      owner,
      attempt,
      inRun + 1,
      verdict,
      retry,
      latencyMs,
      metadata,
    );
    const taken = await this.untilTaken(what);
    this.tell(claim, attempt, taken);
    this.metrics.attempted({ attempt, latencyMs, taken });
    await this.settle(claim, experienceOf(attempt, verdict));
  }

  /** What ends the claim without an attempt. */
  async end(claim: ClaimKey & Pick<Claim, 'destination'>, what: Command<void>): Promise<void> {
    await this.untilTaken(what);
    await this.settle(claim);
  }

  /** Until then it holds a place of its destination, and its ordering key. */
  private settle(claim: ClaimKey & Pick<Claim, 'destination'>, experience: Experience | null = null): Promise<void> {
    return withPatience(() => this.claims.settle(claim, experience));
  }

  /** One line for each attempt, with all that somebody who searches would put together. */
  private tell(
    { inputId, destination }: Pick<Claim, 'inputId' | 'destination'>,
    attempt: Attempt,
    taken: boolean,
  ): void {
    const { number, outcome, response, durationMs, destinationVersion } = attempt;
    this.log.info(
      { inputId, destination, destinationVersion, attempt: number, outcome, status: response?.status, ms: durationMs },
      taken ? 'delivery attempted' : 'delivery attempted, and recorded as lost before',
    );
  }

  /** false: the stream has moved on; this outcome, or the loss of this worker, is recorded already. */
  private async untilTaken(what: Command<void>): Promise<boolean> {
    for (;;) {
      try {
        await this.commands.execute(what);
        return true;
      } catch (error) {
        if (error instanceof VersionConflict) return false;
        if (!(error instanceof LogUnavailable || error instanceof LogOverloaded)) throw error;
        await pause(RECORD_AGAIN_MS);
      }
    }
  }
}

/** Who refuses an input is at work all the same. What nobody knows the end of says nothing of the destination. */
function experienceOf({ outcome, destinationVersion }: Attempt, verdict: Verdict): Experience {
  const told = { version: destinationVersion, retryAfterMs: verdict.kind === 'retry' ? verdict.retryAfterMs : null };
  if (outcome === 'unknown' || outcome === 'address-not-allowed') return { ...told, kind: 'says nothing' };
  return { ...told, kind: verdict.kind === 'retry' ? 'failed' : 'worked' };
}
