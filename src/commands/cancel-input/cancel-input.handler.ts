import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputAttemptFailed } from '../../events/input-attempt-failed.js';
import { InputCancelled } from '../../events/input-cancelled.js';
import { Pools } from '../../platform/database/process-pools.js';
import { Problem } from '../../platform/http/problem.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import { changeInput, type InputAt, type InputDecision, LookAgain, wasAsked } from '../change-input.js';
import type { InputState } from '../input.js';
import { type Lost, lostAttempt } from '../lost-attempt.js';
import { type CancelClaim, CancelClaims } from './cancel-claims.js';
import { CancelInput } from './cancel-input.command.js';

const MOST_RETRY_AFTER_S = 5;

@CommandHandler(CancelInput)
export class CancelInputHandler implements ICommandHandler<CancelInput> {
  private readonly claims: CancelClaims;

  constructor(
    private readonly log: EventLog,
    private readonly reader: LogReader,
    pools: Pools,
  ) {
    this.claims = new CancelClaims(pools.requests);
  }

  async execute(command: CancelInput): Promise<{ position: number }> {
    const { inputId, metadata, once } = command;
    let claim: CancelClaim | null = null;
    let isPast = false;
    const position = await changeInput(this.log, this.reader, inputId, metadata, async (at) => {
      if (at.state.status === 'cancelled') return null;
      isPast = once && wasAsked('InputCancelled', at.history, metadata);
      if (isPast) return null;
      refuseSettled(at.state);
      claim = await this.claim(inputId, at);
      return decide(command, at.state, claim.lost);
    });
    // It was called back, and somebody has asked for it again since: what is under way now is theirs.
    if (isPast) return { position };
    // Who has lost the claim, or finds it cancelled, cannot know whether an attempt began meanwhile.
    const isAlone = claim !== null && (await this.claims.keep(claim));
    if (!isAlone) await this.refuseInFlight(inputId);
    return { position };
  }

  private async claim(inputId: string, { version, state }: InputAt): Promise<CancelClaim> {
    const claim = await this.claims.take(inputId, version, state.destination);
    if (claim) return claim;
    await this.refuseInFlight(inputId);
    throw new LookAgain();
  }

  private async refuseInFlight(inputId: string): Promise<void> {
    const leftMs = await this.claims.inFlightMs(inputId);
    if (leftMs === null) return;
    const seconds = Math.min(MOST_RETRY_AFTER_S, Math.ceil(leftMs / 1_000));
    throw new Problem('attempt-in-flight', 'an attempt is under way: ask again when it has ended', {
      headers: { 'retry-after': String(seconds) },
    });
  }
}

/** One that was given up stands before the others of its ordering key: cancelled, it lets them pass. */
export function refuseSettled({ status, orderingKey }: InputState): void {
  const waits = status === 'received' || status === 'retrying';
  if (waits || (status === 'deadLettered' && orderingKey !== null)) return;
  throw new Problem('state-conflict', `the input is ${status} already, and nothing is left to be called back`);
}

/** `lost`: an attempt at the version decided on, of which nobody has heard. */
export function decide(
  { reason }: Pick<CancelInput, 'reason'>,
  { destination, owner, attempts }: InputState,
  lost: Lost | null,
): InputDecision {
  const whose = { destination, owner };
  const events: NewEvent[] = [InputCancelled.of({ ...whose, reason })];
  if (lost) events.unshift(InputAttemptFailed.of({ ...whose, attempt: lostAttempt(attempts, lost), delayMs: null }));
  return { events, destination };
}
