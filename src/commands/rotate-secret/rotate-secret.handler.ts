import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationSecretRotated } from '../../events/destination-secret-rotated.js';
import type { NewEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { Problem } from '../../platform/http/problem.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { changeDestination } from '../change-destination.js';
import { type DestinationState, destinationStream, isLive } from '../destination.js';
import { SigningSecrets } from '../signing-secrets.js';
import { type RotatedSecret, RotateSecret } from './rotate-secret.command.js';

/** Time for all receivers to get to know the new one. */
const OVERLAP_MS = 24 * 3_600_000;
/** Each adds its signature to a header of every request. */
const MOST_LIVE = 10;

@CommandHandler(RotateSecret)
export class RotateSecretHandler implements ICommandHandler<RotateSecret> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly secrets: SigningSecrets,
  ) {}

  async execute({ name, metadata }: RotateSecret): Promise<RotatedSecret> {
    let secret = '';
    const rotated = await changeDestination(this.writer, name, metadata, async ({ state }) => {
      refuseTooMany(state, systemClock.now());
      const made = await this.secrets.make(destinationStream(name));
      secret = made.value;
      return decide(made.id);
    });
    return { secret, version: rotated.after.version, position: rotated.position };
  }
}

export const decide = (secretId: string): NewEvent[] => [
  DestinationSecretRotated.of({ secretId, overlapMs: OVERLAP_MS }),
];

/** Ending the oldest early instead would shut out receivers that were promised a day. */
export function refuseTooMany({ signing }: Pick<DestinationState, 'signing'>, now: Date): void {
  const live = signing.filter((secret) => isLive(secret, now));
  if (live.length < MOST_LIVE) return;
  const until = live.at(-1)!.until;
  throw new Problem('state-conflict', `${MOST_LIVE} secrets sign already; the oldest one does until ${until}`);
}
