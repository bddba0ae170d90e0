import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { derivedId, newId } from '../../platform/ids.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import { recorded } from '../../platform/store/stored-event.js';
import { foldFrom, type StreamFold } from '../../platform/store/stream-cache.js';
import type { Held } from '../../views/held.js';
import { DELIVERY_STREAM, DeliverySwitch, deliveryFold } from '../delivery-switch.js';
import { destinationFold, destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { inputStream } from '../input.js';
import { refuseAnother } from '../new-input.js';
import { withDestination } from '../with-destination.js';
import { decide } from './decide.js';
import { heldAtFirst } from './held-at-first.js';
import { ReceiveInput, type ReceiveInputResult } from './receive-input.command.js';

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
    private readonly all: DeliverySwitch,
  ) {}

  async execute(command: ReceiveInput): Promise<ReceiveInputResult> {
    const { idempotencyKey, owner } = command.input;
    const id = idempotencyKey === null ? newId() : derivedId('input', owner, idempotencyKey);
    try {
      return await this.append(id, command);
    } catch (error) {
      // A twin comes first, also where the destination is gone or the input's time over: its answer was given and stands.
      const first = idempotencyKey === null ? null : await this.firstEvent(id);
      if (!first) throw error;
      refuseAnother(command.input, first);
      return { id, received: first, held: await this.heldThen(first), replayed: true };
    }
  }

  private append(id: string, command: ReceiveInput): Promise<ReceiveInputResult> {
    const { destination, owner, metadata } = command.input;
    return withDestination(this.destinations, destination, async (at) => {
      const event = decide(command, at.state, systemClock.now());
      // A courtesy: what cannot be found out now keeps no input out.
      const isAllPaused = await this.all.wasPaused().catch(() => false);
      const { position, occurredAt } = await this.log.append({
        stream: inputStream(id),
        expectedVersion: 0,
        events: [event],
        decidedOn: [{ stream: destinationStream(destination), version: at.version }],
        destination,
        owner,
        metadata,
      });
      const received = { data: event.data, position, occurredAt };
      return { id, received, held: heldAtFirst(received, at.state, isAllPaused), replayed: false };
    });
  }

  private async firstEvent(id: string): Promise<RecordedEvent<'InputReceived'> | null> {
    const [first] = await this.reader.stream(inputStream(id), 0, 1);
    return (first as RecordedEvent<'InputReceived'> | undefined) ?? null;
  }

  /** As it was told first (G3), whatever holds it by now. */
  private async heldThen(first: RecordedEvent<'InputReceived'>): Promise<Held | null> {
    const before = async <S>(stream: string, fold: StreamFold<S>): Promise<S> => {
      const events = (await this.reader.storedStream(stream)).filter(({ position }) => position < first.position);
      return foldFrom({ version: 0, state: fold.initial }, events.map(recorded), fold).state;
    };
    const [destination, all] = await Promise.all([
      before(destinationStream(first.data.destination), destinationFold),
      before(DELIVERY_STREAM, deliveryFold),
    ]);
    return heldAtFirst(first, destination, all.isPaused);
  }
}
