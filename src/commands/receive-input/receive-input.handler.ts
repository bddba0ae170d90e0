import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { derivedId, newId } from '../../platform/ids.js';
import { StaleDecision } from '../../platform/store/append-command.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import { destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { inputStream } from '../input.js';
import { refuseAnother, takesInputs } from '../new-input.js';
import { decide } from './decide.js';
import { ReceiveInput, type ReceiveInputResult } from './receive-input.command.js';

const TRIES = 10;

/**
 * With a key, the id is derived from it: so the log itself refuses the twin, even at the same moment and after every
 * restart (G3).
 */
@CommandHandler(ReceiveInput)
export class ReceiveInputHandler implements ICommandHandler<ReceiveInput> {
  constructor(
    private readonly log: EventLog,
    private readonly reader: LogReader,
    private readonly destinations: DestinationStates,
  ) {}

  async execute(command: ReceiveInput): Promise<ReceiveInputResult> {
    const { idempotencyKey, owner } = command.input;
    const id = idempotencyKey === null ? newId() : derivedId('input', owner, idempotencyKey);
    try {
      return await this.append(id, command);
    } catch (error) {
      // A twin comes first, also where the destination is gone by now: its answer was given and stands.
      const first = idempotencyKey === null ? null : await this.firstEvent(id);
      if (!first) throw error;
      refuseAnother(command.input, first);
      return { id, received: first, replayed: true };
    }
  }

  private async append(id: string, command: ReceiveInput): Promise<ReceiveInputResult> {
    const { destination, owner, metadata } = command.input;
    const guard = destinationStream(destination);
    let at = await this.destinations.get(guard);
    for (let attempt = 1; ; attempt++) {
      // A refusal is never given on an old state.
      if (!takesInputs(at.state)) at = await this.destinations.refresh(guard);
      const event = decide(command, at.state, systemClock.now());
      try {
        const { position, occurredAt } = await this.log.append({
          stream: inputStream(id),
          expectedVersion: 0,
          events: [event],
          decidedOn: [{ stream: guard, version: at.version }],
          destination,
          owner,
          metadata,
        });
        return { id, received: { data: event.data, position, occurredAt }, replayed: false };
      } catch (error) {
        if (!(error instanceof StaleDecision) || attempt === TRIES) throw error;
        at = await this.destinations.refresh(guard);
      }
    }
  }

  private async firstEvent(id: string): Promise<RecordedEvent<'InputReceived'> | null> {
    const [first] = await this.reader.stream(inputStream(id), 0, 1);
    return (first as RecordedEvent<'InputReceived'> | undefined) ?? null;
  }
}
