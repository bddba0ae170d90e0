/**
 * One projection followed by stream. Guarantee: its rows are the exact fold of the events up to its checkpoints,
 * whatever Kafka doubles, loses, reorders or forgets (G6): what is at or below the checkpoint is dropped, a hole
 * (seen by ce_previous) is filled from the log, and every write compares the checkpoint's revision first.
 */
import type { ObjectLiteral } from 'typeorm';
import type { ReceivedEvent } from '../kafka/cloud-event.js';
import { partitionOf } from '../store/partition.js';
import type { LogReader } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { BatchWriter } from './batch-writer.js';
import { type Checkpoint, CheckpointLost, type Checkpoints, NotFollowed } from './checkpoint.js';
import { Turns } from './turns.js';

const PAGE = 1_000;
const noBeat = async (): Promise<void> => {};

export class StreamProjector<Row extends ObjectLiteral> {
  private readonly known = new Map<number, Checkpoint>();
  private readonly turns = new Turns();

  constructor(
    private readonly writer: BatchWriter<Row>,
    private readonly checkpoints: Checkpoints,
    private readonly reader: LogReader,
    private readonly partitions: number,
  ) {}

  /**
   * Applies a batch of one partition, as Kafka gave it. `upTo`: the offset of its last message, ours or not. `beat` is
   * called between the pages of a hole, so that filling a large one does not cost the membership.
   */
  accept(partition: number, messages: readonly ReceivedEvent[], upTo: bigint, beat = noBeat): Promise<void> {
    return this.turns.run([partition], async () => {
      let run: StoredEvent[] = [];
      let { position: reached } = await this.checkpoint(partition);
      for (const { event, previous } of messages) {
        if (event.position <= reached) continue;
        if (previous > reached || run.length >= PAGE) {
          await this.advance(partition, run, reached, null);
          run = [];
          await this.fill(partition, previous, beat);
        }
        run.push(event);
        reached = event.position;
      }
      await this.advance(partition, run, reached, upTo);
    });
  }

  /**
   * Feeds partitions from the log itself, one page, and moves their checkpoints to the position looked at.
   * Returns that position, or null where there was nothing new.
   */
  feed(partitions: readonly number[]): Promise<number | null> {
    return this.turns.run(partitions, async () => {
      const from = await Promise.all(partitions.map((partition) => this.checkpoint(partition)));
      const lowest = Math.min(...from.map(({ position }) => position));
      const page = await this.reader.after(lowest, { limit: PAGE });
      const lookedAt = page.at(-1)?.position;
      if (lookedAt === undefined) return null;
      const behind = from.filter(({ position }) => position < lookedAt);
      const position = new Map(behind.map((checkpoint) => [checkpoint.partition, checkpoint.position]));
      const events = page.filter(
        (event) => event.position > (position.get(partitionOf(event.streamHash, this.partitions)) ?? lookedAt),
      );
      await this.write(behind, events, lookedAt, null);
      return lookedAt;
    });
  }

  /** Applies what the log has for a partition, up to a position. */
  fillTo(partition: number, upTo: number): Promise<void> {
    return this.turns.run([partition], () => this.fill(partition, upTo));
  }

  /** Where to go on reading a partition: after the last message looked at. */
  async nextOffset(partition: number): Promise<bigint | 'earliest'> {
    this.known.delete(partition);
    const { kafkaOffset } = await this.checkpoint(partition);
    return kafkaOffset === null ? 'earliest' : kafkaOffset + 1n;
  }

  private async fill(partition: number, upTo: number, beat = noBeat): Promise<void> {
    for (;;) {
      const { position } = await this.checkpoint(partition);
      if (position >= upTo) return;
      const hole = { limit: PAGE, upTo, partition: { index: partition, of: this.partitions } };
      const events = await this.reader.after(position, hole);
      await this.advance(partition, events, events.at(-1)?.position ?? upTo, null);
      await beat();
    }
  }

  /** Moves one partition; where another process was first, what it has applied already is dropped. */
  private async advance(
    partition: number,
    events: readonly StoredEvent[],
    position: number,
    kafkaOffset: bigint | null,
  ): Promise<void> {
    for (;;) {
      const from = await this.checkpoint(partition);
      const moves = position > from.position || (kafkaOffset !== null && kafkaOffset !== from.kafkaOffset);
      if (!moves) return;
      const unseen = events.filter((event) => event.position > from.position);
      try {
        await this.write([from], unseen, Math.max(position, from.position), kafkaOffset);
        return;
      } catch (error) {
        if (!(error instanceof CheckpointLost)) throw error;
      }
    }
  }

  private async write(
    from: readonly Checkpoint[],
    events: readonly StoredEvent[],
    position: number,
    kafkaOffset: bigint | null,
  ): Promise<void> {
    try {
      const moved = await this.writer.write(
        from.map((checkpoint) => ({ from: checkpoint, position, kafkaOffset })),
        events,
      );
      for (const checkpoint of moved) this.known.set(checkpoint.partition, checkpoint);
    } catch (error) {
      // Whether it was committed or someone else was first: the row itself knows.
      for (const { partition } of from) this.known.delete(partition);
      throw error;
    }
  }

  private async checkpoint(partition: number): Promise<Checkpoint> {
    const known = this.known.get(partition);
    if (known) return known;
    const read = await this.checkpoints.read(partition);
    if (!read.followed) throw new NotFollowed(`${this.checkpoints.name} is paused, or not filled yet`);
    this.known.set(partition, read);
    return read;
  }
}
