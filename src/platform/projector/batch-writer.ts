/**
 * Guarantee: a batch's rows, its checkpoints and the markers of what could not be applied are one transaction, the
 * checkpoints first (G6). One event that cannot be applied holds up its own stream and nothing else (G10).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { breathMs } from '../breath.js';
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

type Written = PromiseSettledResult<Checkpoint[]>;

/** As many transactions' worth as there are partitions by default. */
const TOGETHER = 12;

export class BatchWriter<Row extends ObjectLiteral> {
  private readonly batches: Gathered<Batch, Written>;
  private notBefore = 0;

  constructor(private readonly parts: BatchWriterParts<Row>) {
    this.batches = new Gathered((batches) => this.writeInTurn(batches), TOGETHER);
  }

  /**
   * Applies the events and moves the checkpoints. Rejects with CheckpointLost where someone else was first. What comes of
   * other partitions while a transaction is under way shares the next one.
   */
  async write(moves: readonly Move[], events: readonly StoredEvent[]): Promise<Checkpoint[]> {
    const written = await this.batches.of({ moves, events });
    if (written.status === 'rejected') throw written.reason;
    return written.value;
  }

  private async writeInTurn(batches: readonly Batch[]): Promise<Written[]> {
    const early = this.notBefore - systemClock.monotonicMs();
    if (early > 0) await pause(early);
    const begun = systemClock.monotonicMs();
    const written = await this.writeTogether(batches);
    const count = batches.reduce((sum, { events }) => sum + events.length, 0);
    const ended = systemClock.monotonicMs();
    if (this.parts.breathes) this.notBefore = ended + breathMs(count, ended - begun);
    return written;
  }

  /** All or none; where there is something wrong with one of them, each by itself. */
  private async writeTogether(batches: readonly Batch[]): Promise<Written[]> {
    if (batches.length > 1) {
      const moves = batches.flatMap((batch) => batch.moves);
      const events = batches.flatMap((batch) => batch.events);
      try {
        const moved = await this.writeAtOnce(moves, events);
        const byPartition = new Map(moved.map((checkpoint) => [checkpoint.partition, checkpoint]));
        return batches.map((batch) => ({
          status: 'fulfilled',
          value: batch.moves.map(({ from }) => byPartition.get(from.partition)!),
        }));
      } catch {
        // What it was, the batch that it is about will tell.
      }
    }
    const written: Written[] = [];
    for (const batch of batches) written.push(...(await Promise.allSettled([this.writeOne(batch)])));
    return written;
  }

  private async writeOne({ moves, events }: Batch): Promise<Checkpoint[]> {
    for (let tries = 1; tries < TRIES; tries++) {
      try {
        return await this.writeAtOnce(moves, events);
      } catch (error) {
        if (!(error instanceof CannotBeApplied) && !isRefusedData(error)) throw error;
      }
      await pause(AGAIN_AFTER_MS);
    }
    let parked: Failure[] = [];
    const moved = await this.attempt(moves, events, async (client, leftOut) => {
      parked = await this.applyTheRest(client, events, leftOut);
    });
    this.tell(parked);
    return moved;
  }

  /** Where nothing changes there is nothing to be one transaction with. */
  private async writeAtOnce(moves: readonly Move[], events: readonly StoredEvent[]): Promise<Checkpoint[]> {
    const { batch, checkpoints, pool } = this.parts;
    if (!batch.changesAnything(events)) return (await checkpoints.move(pool, moves)).moved;
    return this.attempt(moves, events, (client, leftOut) => this.applyAll(client, events, leftOut));
  }

  private attempt(
    moves: readonly Move[],
    events: readonly StoredEvent[],
    apply: (client: ClientBase, leftOut: LeftOut) => Promise<void>,
  ): Promise<Checkpoint[]> {
    const { pool, checkpoints, parked } = this.parts;
    return inTransaction(pool, async (client) => {
      const { moved, anyParked } = await checkpoints.move(client, moves);
      const streams = events.map(({ stream }) => stream);
      await apply(client, anyParked ? await parked.leftOut(client, streams) : new LeftOut());
      return moved;
    });
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
