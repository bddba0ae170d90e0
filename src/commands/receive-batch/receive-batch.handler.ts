import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { Problem } from '../../platform/http/problem.js';
import { derivedId, newId } from '../../platform/ids.js';
import { inTurns } from '../../platform/in-turns.js';
import { type Appended, VersionConflict } from '../../platform/store/append-command.js';
import { EventLog } from '../../platform/store/event-log.js';
import { LogReader } from '../../platform/store/reader.js';
import { destinationStream } from '../destination.js';
import { DestinationStates } from '../destination-states.js';
import { inputStream } from '../input.js';
import { fingerprintOf, keyReused } from '../new-input.js';
import { withDestination } from '../with-destination.js';
import { decide, inputsOf } from './decide.js';
import { type Batch, type BatchItem, ReceiveBatch, type ReceiveBatchResult } from './receive-batch.command.js';

/** How many twins are read at once: together they are never larger than a batch. */
const TWINS_AT_ONCE = 32;

interface Standing {
  position: number;
  /** Appended just now. */
  isNew: boolean;
  /** What stands there is what came. */
  isSame: boolean;
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
    const standing = await this.append(command, ids).catch((error) => this.twinsOrThrow(batch, ids, error));
    const items = batch.lines.map((line, index) => (Buffer.isBuffer(line) ? itemOf(ids[index]!, standing) : line));
    const isNew = [...standing.values()].some((each) => each.isNew);
    const stands = items.some((item) => !(item instanceof Problem));
    return { items, replayed: stands && !isNew };
  }

  /** All that is new in one transaction; what was known before stands in the result too. */
  private async append(command: ReceiveBatch, ids: readonly string[]): Promise<Map<string, Standing>> {
    const { destination, owner, metadata } = command.batch;
    return withDestination(this.destinations, destination, async (at) => {
      const events = await inTurns(decide(command, at.state, systemClock.now()));
      const decidedOn = [{ stream: destinationStream(destination), version: at.version }];
      const results = await this.log.appendTogether(
        events.map(([index, event]) => ({
          ...{ stream: inputStream(ids[index]!), expectedVersion: 0, events: [event], decidedOn },
          ...{ destination, owner, metadata },
        })),
      );
      const appended = new Map<string, Standing>();
      const known = new Map<string, string>();
      for (const [n, [index, { data }]] of events.entries()) {
        const position = positionOf(results[n]!);
        if (position === null) known.set(ids[index]!, data.fingerprint);
        else appended.set(ids[index]!, { position, isNew: true, isSame: true });
      }
      return new Map([...appended, ...(await this.twinsOf(known))]);
    });
  }

  /** Twins come first, also where the destination is gone by now: their answer was given and stands. */
  private async twinsOrThrow(batch: Batch, ids: readonly string[], error: unknown): Promise<Map<string, Standing>> {
    if (batch.idempotencyKey === null) throw error;
    const wanted = new Map(await inTurns(fingerprintsOf(batch, ids)));
    const twins = await this.twinsOf(wanted);
    if (wanted.size === 0 || twins.size < wanted.size) throw error;
    return twins;
  }

  /** Of those that came, by their ids with their fingerprints, the ones that stand. */
  private async twinsOf(came: ReadonlyMap<string, string>): Promise<Map<string, Standing>> {
    const ids = [...came.keys()];
    const twins = new Map<string, Standing>();
    for (let from = 0; from < ids.length; from += TWINS_AT_ONCE) {
      const streams = ids.slice(from, from + TWINS_AT_ONCE).map(inputStream);
      for (const { stream, position, data } of await this.reader.firstOf(streams)) {
        const { fingerprint } = data as RecordedEvent<'InputReceived'>['data'];
        const id = stream.slice('input-'.length);
        twins.set(id, { position, isNew: false, isSame: fingerprint === came.get(id) });
      }
    }
    return twins;
  }
}

const idsOf = ({ lines, idempotencyKey, owner }: Batch): string[] =>
  lines.map((_, index) =>
    idempotencyKey === null ? newId() : derivedId('input', owner, idempotencyKey, String(index + 1)),
  );

function* fingerprintsOf(batch: Batch, ids: readonly string[]): Generator<[string, string]> {
  for (const [index, input] of inputsOf(batch)) yield [ids[index]!, fingerprintOf(input)];
}

/** null: its twin stands already. */
function positionOf(result: PromiseSettledResult<Appended>): number | null {
  if (result.status === 'fulfilled') return result.value.position;
  if (result.reason instanceof VersionConflict) return null;
  throw result.reason;
}

function itemOf(id: string, standing: ReadonlyMap<string, Standing>): BatchItem {
  const { position, isSame } = standing.get(id)!;
  return isSame ? { id, position } : keyReused();
}
