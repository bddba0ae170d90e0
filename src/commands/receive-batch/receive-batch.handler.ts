import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { Problem } from '../../platform/http/problem.js';
import { derivedId, newId } from '../../platform/ids.js';
import { type Appended, VersionConflict } from '../../platform/store/append-command.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import { destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { inputStream } from '../input.js';
import { isSameInput, keyReused, type NewInput } from '../new-input.js';
import { withDestination } from '../with-destination.js';
import { decide, inputsOf } from './decide.js';
import { type Batch, type BatchItem, ReceiveBatch, type ReceiveBatchResult } from './receive-batch.command.js';

/** How many twins are read at once: together they are never larger than a batch. */
const TWINS_AT_ONCE = 32;

interface Standing {
  position: number;
  /** null: appended just now. */
  fingerprint: string | null;
}

/**
 * With a key, each line's id is derived from it and from the line's number: so the log itself refuses the twins, and of
 * a batch that is known in part the rest comes in (G3).
 */
@CommandHandler(ReceiveBatch)
export class ReceiveBatchHandler implements ICommandHandler<ReceiveBatch> {
  constructor(
    private readonly log: EventLog,
    private readonly reader: LogReader,
    private readonly destinations: DestinationStates,
  ) {}

  async execute(command: ReceiveBatch): Promise<ReceiveBatchResult> {
    const { batch } = command;
    const ids = idsOf(batch);
    const inputs = inputsOf(batch);
    const wanted = [...inputs.keys()].map((index) => ids[index]!);
    const standing = await this.append(command, ids).catch(async (error) => {
      // Twins come first, also where the destination is gone by now: their answer was given and stands.
      const twins = batch.idempotencyKey === null ? new Map() : await this.twinsOf(wanted);
      if (wanted.length === 0 || twins.size < wanted.length) throw error;
      return twins;
    });
    const items = batch.lines.map((line, index) =>
      Buffer.isBuffer(line) ? itemOf(ids[index]!, inputs.get(index)!, standing) : line,
    );
    const isNew = [...standing.values()].some(({ fingerprint }) => fingerprint === null);
    const stands = items.some((item) => !(item instanceof Problem));
    return { items, replayed: stands && !isNew };
  }

  /** All that is new in one transaction; what was known before stands in the result too. */
  private async append(command: ReceiveBatch, ids: readonly string[]): Promise<Map<string, Standing>> {
    const { destination, owner, metadata } = command.batch;
    return withDestination(this.destinations, destination, async (at) => {
      const events = [...decide(command, at.state, systemClock.now())];
      const decidedOn = [{ stream: destinationStream(destination), version: at.version }];
      const results = await this.log.appendTogether(
        events.map(([index, event]) => ({
          ...{ stream: inputStream(ids[index]!), expectedVersion: 0, events: [event], decidedOn },
          ...{ destination, owner, metadata },
        })),
      );
      const appended = new Map<string, Standing>();
      const known: string[] = [];
      for (const [n, [index]] of events.entries()) {
        const position = positionOf(results[n]!);
        if (position === null) known.push(ids[index]!);
        else appended.set(ids[index]!, { position, fingerprint: null });
      }
      return new Map([...appended, ...(await this.twinsOf(known))]);
    });
  }

  private async twinsOf(ids: readonly string[]): Promise<Map<string, Standing>> {
    const twins = new Map<string, Standing>();
    for (let from = 0; from < ids.length; from += TWINS_AT_ONCE) {
      const streams = ids.slice(from, from + TWINS_AT_ONCE).map(inputStream);
      for (const { stream, position, data } of await this.reader.firstOf(streams)) {
        const { fingerprint } = data as RecordedEvent<'InputReceived'>['data'];
        twins.set(stream.slice('input-'.length), { position, fingerprint });
      }
    }
    return twins;
  }
}

const idsOf = ({ lines, idempotencyKey, owner }: Batch): string[] =>
  lines.map((_, index) =>
    idempotencyKey === null ? newId() : derivedId('input', owner, idempotencyKey, String(index + 1)),
  );

/** null: its twin stands already. */
function positionOf(result: PromiseSettledResult<Appended>): number | null {
  if (result.status === 'fulfilled') return result.value.position;
  if (result.reason instanceof VersionConflict) return null;
  throw result.reason;
}

function itemOf(id: string, input: NewInput, standing: ReadonlyMap<string, Standing>): BatchItem {
  const { position, fingerprint } = standing.get(id)!;
  return fingerprint === null || isSameInput(input, fingerprint) ? { id, position } : keyReused();
}
