/**
 * Guarantee: a batch's rows, its checkpoints and the markers of what could not be applied are one transaction, the
 * checkpoints first (G6). One event that cannot be applied holds up its own stream and nothing else (G10).
 */
import { setImmediate as othersFirst, setTimeout as pause } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { breathMs, isSmall } from '../breath.js';
import { systemClock } from '../clock.js';
import { inTransaction } from '../database/transaction.js';
import { Gathered } from '../gathered.js';
import type { Log } from '../log.js';
import type { StoredEvent } from '../store/stored-event.js';
import { type BatchApply, isRefusedData } from './batch-apply.js';
import type { Checkpoint, Checkpoints, Move } from './checkpoint.js';
import { type Failure, LeftOut } from './left-out.js';
import type { ParkedStreams } from './parked-streams.js';

/** Whether it is the event's fault, only trying again can tell. */
const TRIES = 3;
const AGAIN_AFTER_MS = 50;

class CannotBeApplied extends Error {
  override name = 'CannotBeApplied';
}

export interface BatchWriterParts<Row extends ObjectLiteral> {
  pool: Pool;
  batch: BatchApply<Row>;
  checkpoints: Checkpoints;
  parked: ParkedStreams;
  /** Others come first: small batches are given time to gather. */
  breathes: boolean;
  log: Log;
}

interface Batch {
  moves: readonly Move[];
  events: readonly StoredEvent[];
}

/** What changes no row, nobody waits for: its checkpoint, and the next fetch, may come with what follows. */
const UNCHANGED_MS = 100;
/** As many transactions' worth as there are partitions by default. */
const TOGETHER = 12;
/** Who holds one partition's checkpoint holds up that partition alone: together it is not waited for. */
const BEGIN_TOGETHER = 'begin; set local lock_timeout = 50';
/** Nor for long by itself: what fetches for all partitions waits for each, and this one comes again. */
const BEGIN_SHORT = 'begin; set local lock_timeout = 250';

export class BatchWriter<Row extends ObjectLiteral> {
  private readonly together: Gathered<Batch, Checkpoint[] | null>;
  private notBefore = 0;

  constructor(private readonly parts: BatchWriterParts<Row>) {
    const ready = () => this.untilTheyAreTogether();
    this.together = new Gathered((batches) => this.writeInTurn(batches), TOGETHER, parts.breathes ? ready : undefined);
  }

  /**
   * Applies the events and moves the checkpoints. Rejects with CheckpointLost where someone else was first. What comes of
   * other partitions while a transaction is under way shares the next one; where that fails, each is written by itself.
   */
  async write(moves: readonly Move[], events: readonly StoredEvent[]): Promise<Checkpoint[]> {
    const batch = { moves, events };
    if (this.isOfNoHaste(events)) await pause(UNCHANGED_MS);
    return (await this.together.of(batch)) ?? this.writeAlone(batch);
  }

  private isOfNoHaste(events: readonly StoredEvent[]): boolean {
    const { breathes, batch } = this.parts;
    return breathes && isSmall(events.length) && !batch.changesAnything(events);
  }

  /** Partitions whose messages Kafka has sent together are here in the same turn of the event loop: one transaction. */
  private untilTheyAreTogether(): Promise<void> {
    const early = this.notBefore - systemClock.monotonicMs();
    return early > 0 ? pause(early) : othersFirst();
  }

  private async writeInTurn(batches: readonly Batch[]): Promise<(Checkpoint[] | null)[]> {
    const begun = systemClock.monotonicMs();
    const written = await this.writeTogether(batches);
    const count = batches.reduce((sum, { events }) => sum + events.length, 0);
    const ended = systemClock.monotonicMs();
    if (this.parts.breathes) this.notBefore = ended + breathMs(count, ended - begun);
    return written;
  }

  /** All or none. null: none; what it was, the batch that it is about will tell. */
  private async writeTogether(batches: readonly Batch[]): Promise<(Checkpoint[] | null)[]> {
    const moves = batches.flatMap((batch) => batch.moves);
    const events = batches.flatMap((batch) => batch.events);
    try {
      const moved = await this.attempt(moves, events, BEGIN_TOGETHER, (client, leftOut) =>
        this.applyAll(client, events, leftOut),
      );
      const byPartition = new Map(moved.map((checkpoint) => [checkpoint.partition, checkpoint]));
      return batches.map((batch) => batch.moves.map(({ from }) => byPartition.get(from.partition)!));
    } catch {
      return batches.map(() => null);
    }
  }

  private async writeAlone({ moves, events }: Batch): Promise<Checkpoint[]> {
    const begin = this.parts.breathes ? BEGIN_SHORT : 'begin';
    for (let tries = 1; tries < TRIES; tries++) {
      try {
        return await this.attempt(moves, events, begin, (client, leftOut) => this.applyAll(client, events, leftOut));
      } catch (error) {
        if (!(error instanceof CannotBeApplied) && !isRefusedData(error)) throw error;
      }
      await pause(AGAIN_AFTER_MS);
    }
    let parked: Failure[] = [];
    const moved = await this.attempt(moves, events, begin, async (client, leftOut) => {
      parked = await this.applyTheRest(client, events, leftOut);
    });
    this.tell(parked);
    return moved;
  }

  private attempt(
    moves: readonly Move[],
    events: readonly StoredEvent[],
    begin: string,
    apply: (client: ClientBase, leftOut: LeftOut) => Promise<void>,
  ): Promise<Checkpoint[]> {
    const { pool, batch, checkpoints, parked } = this.parts;
    const work = async (client: ClientBase): Promise<Checkpoint[]> => {
      const { moved, anyParked } = await checkpoints.move(client, moves);
      if (!batch.changesAnything(events)) return moved;
      const streams = events.map(({ stream }) => stream);
      await apply(client, anyParked ? await parked.leftOut(client, streams) : new LeftOut());
      return moved;
    };
    return inTransaction(pool, work, { begin });
  }

  private async applyAll(client: ClientBase, events: readonly StoredEvent[], leftOut: LeftOut): Promise<void> {
    await this.parts.batch.apply(client, events, leftOut);
    if (leftOut.failures.length > 0) throw new CannotBeApplied();
  }

  private async applyTheRest(client: ClientBase, events: readonly StoredEvent[], leftOut: LeftOut): Promise<Failure[]> {
    await this.parts.batch.applyApart(client, events, leftOut);
    const { failures } = leftOut;
    if (failures.length > 0) await this.parts.parked.park(client, failures, TRIES);
    return failures;
  }

  private tell(failures: readonly Failure[]): void {
    const { log, checkpoints } = this.parts;
    for (const { event, error } of failures) {
      const { stream, position, type } = event;
      log.error({ projection: checkpoints.name, stream, position, type, err: error }, 'cannot be applied: parked');
    }
  }
}
