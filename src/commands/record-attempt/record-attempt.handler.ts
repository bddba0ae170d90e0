import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { InputAttemptFailed } from '../../events/input-attempt-failed.js';
import { InputDeadLettered } from '../../events/input-dead-lettered.js';
import { InputDelivered } from '../../events/input-delivered.js';
import { random } from '../../platform/ids.js';
import { EventLog } from '../../platform/store/event-log.js';
import { appendOutcome } from '../append-outcome.js';
import { backoffMs } from './backoff.js';
import { RecordAttempt } from './record-attempt.command.js';

@CommandHandler(RecordAttempt)
export class RecordAttemptHandler implements ICommandHandler<RecordAttempt> {
  constructor(private readonly log: EventLog) {}

  execute(command: RecordAttempt): Promise<void> {
    return appendOutcome(this.log, command, decide(command, random()));
  }
}

type Outcome = Pick<RecordAttempt, 'destination' | 'owner' | 'attempt' | 'inRun' | 'verdict' | 'retry' | 'latencyMs'>;

/** `chance` in [0, 1) is the jitter. */
export function decide(
  { destination, owner, attempt, inRun, verdict, retry, latencyMs }: Outcome,
  chance: number,
): NewEvent[] {
  const whose = { destination, owner };
  if (verdict.kind === 'delivered') return [InputDelivered.of({ ...whose, attempt, latencyMs })];
  if (verdict.kind === 'retry' && inRun < retry.maxAttempts) {
    const delayMs = backoffMs(retry, inRun, chance, verdict.retryAfterMs);
    return [InputAttemptFailed.of({ ...whose, attempt, delayMs })];
  }
  const reason = verdict.kind === 'retry' ? 'exhausted' : verdict.reason;
  return [InputAttemptFailed.of({ ...whose, attempt, delayMs: null }), InputDeadLettered.of({ ...whose, reason })];
}
