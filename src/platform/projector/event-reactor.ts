/**
 * Runs a reaction for every event in sequence, at least once: the checkpoint moves after it, so that what dies over an
 * event has it again. Several processes may run it; whoever is late only repeats what must bear repeating.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '../../events/event.js';
import { recorded } from '../store/stored-event.js';
import { type Checkpoint, CheckpointLost, Checkpoints } from './checkpoint.js';
import type { FollowerParts } from './follower-parts.js';

const POLL_MS = 250;
const RETRY_MS = 500;

export class EventReactor {
  private readonly stopping = new AbortController();
  private readonly checkpoints: Checkpoints;
  private running: Promise<void> | null = null;

  constructor(
    private readonly name: string,
    private readonly parts: FollowerParts,
    private readonly react: (event: RecordedEvent) => Promise<void>,
  ) {
    this.checkpoints = new Checkpoints(parts.pool, { name, version: 1 });
  }

  async start(): Promise<void> {
    await this.checkpoints.prepare(1);
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { signal: stopped } = this.stopping;
    const wake = this.parts.signal.subscribe();
    while (!stopped.aborted) {
      try {
        if (!(await this.step())) await wake.wait(POLL_MS, stopped);
      } catch (error) {
        if (error instanceof CheckpointLost) continue;
        this.parts.log.warn(
          { reaction: this.name, error: (error as Error).message },
          'a reaction failed; trying again',
        );
        await pause(RETRY_MS, undefined, { signal: stopped }).catch(() => {});
      }
    }
  }

  private async step(): Promise<boolean> {
    const from = await this.checkpoints.read(0);
    const events = await this.parts.reader.after(from.position);
    for (const event of events) await this.react(recorded(event));
    if (events.length === 0) return false;
    await this.advance(from, events.at(-1)!.position);
    return true;
  }

  private async advance(from: Checkpoint, position: number): Promise<void> {
    const client = await this.parts.pool.connect();
    try {
      await this.checkpoints.move(client, [{ from, position, kafkaOffset: null }]);
    } finally {
      client.release();
    }
  }
}
