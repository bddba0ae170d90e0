/** Ends the waiting of inputs whose time is over, whatever holds them back. What is under way comes to its end first. */
import { ExpireInput } from '../../commands/expire-input/expire-input.command.js';
import { inputStream } from '../../commands/input.js';
import type { EventMetadata } from '../../events/event.js';
import type { Log } from '../../platform/log.js';
import { Loop } from '../../platform/loop.js';
import type { EventPlace, LogReader } from '../../platform/store/reader.js';
import type { Claims, ExpiryClaim } from './claims.js';
import type { Recording } from './recording.js';

/** To the second. */
const POLL_MS = 250;
const AT_ONCE = 100;
const LEASE_MS = 15_000;

export class Expiry {
  private readonly loop: Loop;

  constructor(
    private readonly claims: Claims,
    private readonly recording: Recording,
    private readonly reader: LogReader,
    log: Log,
  ) {
    this.loop = new Loop({ name: 'expiry', log, pollMs: POLL_MS, step: () => this.step() });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<boolean> {
    const claims = await this.claims.takeExpired(AT_ONCE, LEASE_MS);
    if (claims.length === 0) return false;
    const places = claims.map(({ inputId }): EventPlace => ({ stream: inputStream(inputId), version: 1 }));
    const received = await this.reader.at(places);
    await Promise.all(
      claims.map((claim, index) => {
        const { id, metadata } = received[index]!;
        return this.expire(claim, { ...metadata, actor: 'delivery', causationId: id });
      }),
    );
    return true;
  }

  private expire(claim: ExpiryClaim, metadata: EventMetadata): Promise<void> {
    const { inputId, version, destination, owner } = claim;
    return this.recording.end(claim, new ExpireInput(inputId, version, destination, owner, metadata));
  }
}
