/**
 * Guarantee: a batch's rows, its checkpoints and the markers of what could not be applied are one transaction, the
 * checkpoints first (G6). One event that cannot be applied holds up its own stream and nothing else (G10).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { inTransaction } from '../database/transaction.js';
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
  log: Log;
}

export class BatchWriter<Row extends ObjectLiteral> {
  constructor(private readonly parts: BatchWriterParts<Row>) {}

  /** Applies the events and moves the checkpoints. Rejects with CheckpointLost where someone else was first. */
  async write(moves: readonly Move[], events: readonly StoredEvent[]): Promise<Checkpoint[]> {
    for (let tries = 1; tries < TRIES; tries++) {
      try {
        return await this.attempt(moves, events, (client, leftOut) => this.applyAll(client, events, leftOut));
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
