/**
 * One projection followed in sequence: straight from the log, in order, one checkpoint. It goes on while Kafka is
 * down. Several processes may run it: the checkpoint's revision lets one of them through (G6).
 */
import type { ObjectLiteral } from 'typeorm';
import type { Log } from '../log.js';
import { Loop } from '../loop.js';
import { type LogReader, mayGoOn } from '../store/reader.js';
import type { StoredEvent } from '../store/stored-event.js';
import type { Wake } from '../wake.js';
import type { BatchWriter } from './batch-writer.js';
import { type Checkpoint, type Checkpoints, isOvertaken } from './checkpoint.js';

const POLL_MS = 250;

export class SequenceFollower<Row extends ObjectLiteral> {
  private readonly loop: Loop;
  private checkpoint: Checkpoint | null = null;

  constructor(
    private readonly writer: BatchWriter<Row>,
    private readonly checkpoints: Checkpoints,
    private readonly reader: LogReader,
    wake: Wake,
    log: Log,
    /** Called after each batch, with its events. */
    private readonly onMoved: (events: readonly StoredEvent[]) => void = () => {},
  ) {
    this.loop = new Loop({
      name: checkpoints.name,
      log,
      wake,
      pollMs: POLL_MS,
      step: () => this.step(),
      again: isOvertaken,
    });
  }

  async start(): Promise<void> {
    await this.checkpoints.prepare(1);
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<boolean> {
    const from = this.checkpoint ?? (await this.checkpoints.read(0));
    if (!from.followed) return false;
    const events = await this.reader.after(from.position);
    this.checkpoint = null;
    if (events.length > 0) {
      const move = { from, position: events.at(-1)!.position, kafkaOffset: null };
      [this.checkpoint = null] = await this.writer.write([move], events);
      this.onMoved(events);
    } else this.checkpoint = from;
    return mayGoOn(events);
  }
}
