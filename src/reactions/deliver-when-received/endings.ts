/** What ends without an attempt: inputs whose time is over, or whose destination was deleted, whatever holds them back. */
import type { Command } from '@nestjs/cqrs';
import { DeadLetterInput } from '../../commands/dead-letter-input/dead-letter-input.command.js';
import { ExpireInput } from '../../commands/expire-input/expire-input.command.js';
import { inputStream } from '../../commands/input.js';
import type { EventMetadata } from '../../events/event.js';
import type { Log } from '../../platform/log.js';
import { Loop } from '../../platform/loop.js';
import type { LogReader } from '../../platform/store/reader.js';
import type { EndingClaim } from './claim.js';
import type { Claims } from './claims.js';
import type { Recording } from './recording.js';

/** To the second. */
const POLL_MS = 250;
const AT_ONCE = 100;
const LEASE_MS = 15_000;

export class Endings {
  private readonly loop: Loop;

  constructor(
    private readonly claims: Claims,
    private readonly recording: Recording,
    private readonly reader: LogReader,
    log: Log,
  ) {
    this.loop = new Loop({ name: 'endings', log, pollMs: POLL_MS, step: () => this.step() });
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async step(): Promise<boolean> {
    const claims = await this.claims.takeEndings(AT_ONCE, LEASE_MS);
    // The chain of causes begins with the input itself.
    const received = await this.reader.at(claims.map(({ inputId }) => ({ stream: inputStream(inputId), version: 1 })));
    await Promise.all(
      claims.map((claim, index) => {
        const { id, metadata } = received[index]!;
        return this.recording.end(claim, endOf(claim, { ...metadata, actor: 'delivery', causationId: id }));
      }),
    );
    return claims.length > 0;
  }
}

function endOf(claim: EndingClaim, metadata: EventMetadata): Command<void> {
  const { inputId, version, destination, owner } = claim;
  return claim.purpose === 'expiry'
    ? new ExpireInput(inputId, version, destination, owner, metadata)
    : new DeadLetterInput(inputId, version, destination, owner, 'destination-deleted', metadata);
}
