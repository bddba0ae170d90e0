import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InputRetryRequested } from '../../events/input-retry-requested.js';
import { systemClock } from '../../platform/clock.js';
import { Problem } from '../../platform/http/problem.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import type { At } from '../../platform/store/stream-cache.js';
import { changeInput, type InputAt, type InputDecision, wasAsked } from '../change-input.js';
import { type DestinationState, destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { refuseClosed } from '../new-input.js';
import { RetryInput } from './retry-input.command.js';

@CommandHandler(RetryInput)
export class RetryInputHandler implements ICommandHandler<RetryInput> {
  constructor(
    private readonly log: EventLog,
    private readonly reader: LogReader,
    private readonly destinations: DestinationStates,
  ) {}

  async execute(command: RetryInput): Promise<{ position: number }> {
    const { inputId, metadata } = command;
    let isFirstLook = true;
    const position = await changeInput(this.log, this.reader, inputId, metadata, async (at) => {
      const to = await this.destination(command.destination ?? at.state.destination, isFirstLook);
      isFirstLook = false;
      return decide(command, at, to, systemClock.now());
    });
    return { position };
  }

  /** As it is at hand, and as the log has it where that was too old, or would be refused. */
  private async destination(name: string, mayBeOld: boolean): Promise<At<DestinationState>> {
    const stream = destinationStream(name);
    const at = mayBeOld ? await this.destinations.get(stream) : null;
    return at?.state.state === 'active' ? at : this.destinations.refresh(stream);
  }
}

type Wanted = Pick<RetryInput, 'destination' | 'reason' | 'once'> & {
  metadata: Pick<RetryInput['metadata'], 'correlationId'>;
};

const RESTS: ReadonlySet<string> = new Set(['deadLettered', 'expired', 'cancelled', 'delivered']);

/** null: it was asked for already, by the same. */
export function decide(
  wanted: Wanted,
  { state, history }: Pick<InputAt, 'state' | 'history'>,
  to: At<DestinationState>,
  now: Date,
): InputDecision | null {
  if (wanted.once && wasAsked('InputRetryRequested', history, wanted.metadata)) return null;
  if (!RESTS.has(state.status))
    throw new Problem('state-conflict', `the input is ${state.status}: it is on its way already`);
  refuseClosed(to.state);
  const { owner, runs, attempts, orderingKey, expiresAt } = state;
  const destination = wanted.destination ?? state.destination;
  const asked = InputRetryRequested.of({
    ...{ destination, owner, attempts, orderingKey, reason: wanted.reason },
    run: runs + 1,
    expiresAt: expiresAt !== null && Date.parse(expiresAt) > now.getTime() ? expiresAt : null,
  });
  return {
    events: [asked],
    destination,
    decidedOn: [{ stream: destinationStream(destination), version: to.version }],
  };
}
