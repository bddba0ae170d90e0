/**
 * Runs a reaction for every event of its types in sequence, at least once: the checkpoint moves after it. Several may
 * run it: who is late only repeats what must bear repeating. No event of another type can hold it up (G10).
 */
import type { EventType, RecordedEvent } from '../../events/event.js';
import { Loop } from '../loop.js';
import { recorded } from '../store/stored-event.js';
import { type Checkpoint, Checkpoints, isOvertaken } from './checkpoint.js';
import type { FollowerParts } from './follower-parts.js';

/** Nobody waits for it: it is not woken at each append, and looks at many events at once. */
const POLL_MS = 250;

export class EventReactor {
  private readonly checkpoints: Checkpoints;
  private readonly loop: Loop;

  constructor(
    name: string,
    private readonly parts: FollowerParts,
    private readonly types: readonly EventType[],
    private readonly react: (event: RecordedEvent) => Promise<void>,
  ) {
    const { folding, log } = parts;
    this.checkpoints = new Checkpoints(folding, { name, version: 1 });
    this.loop = new Loop({ name, log, pollMs: POLL_MS, step: () => this.step(), again: isOvertaken });
  }

  async start(): Promise<void> {
    await this.checkpoints.prepare(1);
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<boolean> {
    const from = await this.checkpoints.read(0);
    const events = await this.parts.reader.after(from.position);
    for (const event of events) {
      if (this.types.includes(event.type as EventType)) await this.react(recorded(event));
    }
    if (events.length === 0) return false;
    await this.advance(from, events.at(-1)!.position);
    return true;
  }

  private async advance(from: Checkpoint, position: number): Promise<void> {
    const move = { from, position, kafkaOffset: null };
    await this.checkpoints.move(this.parts.folding, [move]);
  }
}
