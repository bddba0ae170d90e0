/**
 * One projection followed in sequence: straight from the log, in order, one checkpoint. It goes on while Kafka is
 * down. Several processes may run it: the checkpoint's revision lets one of them through (G6).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ObjectLiteral } from 'typeorm';
import type { Log } from '../log.js';
import type { LogReader } from '../store/reader.js';
import { recorded } from '../store/stored-event.js';
import type { Wake } from '../wake.js';
import type { BatchWriter } from './batch-writer.js';
import { type Checkpoint, CheckpointLost, type Checkpoints } from './checkpoint.js';

const POLL_MS = 250;
const RETRY_MS = 500;

export class SequenceFollower<Row extends ObjectLiteral> {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private checkpoint: Checkpoint | null = null;

  constructor(
    private readonly writer: BatchWriter<Row>,
    private readonly checkpoints: Checkpoints,
    private readonly reader: LogReader,
    private readonly wake: Wake,
    private readonly log: Log,
    /** Called after each batch. */
    private readonly onMoved: () => void = () => {},
  ) {}

  async start(): Promise<void> {
    await this.checkpoints.prepare(1);
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if (await this.step()) this.onMoved();
        else await this.wake.wait(POLL_MS, signal);
      } catch (error) {
        this.checkpoint = null;
        if (error instanceof CheckpointLost) continue;
        this.log.warn({ error: (error as Error).message }, 'cannot project in sequence; trying again');
        await pause(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  private async step(): Promise<boolean> {
    const from = this.checkpoint ?? (await this.checkpoints.read(0));
    const events = await this.reader.after(from.position);
    this.checkpoint = from;
    if (events.length === 0) return false;
    const move = { from, position: events.at(-1)!.position, kafkaOffset: null };
    [this.checkpoint = null] = await this.writer.write([move], events.map(recorded));
    return true;
  }
}
