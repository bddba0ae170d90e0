import { isDeepStrictEqual } from 'node:util';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DestinationChanged } from '../../events/destination-changed.js';
import { DestinationRegistered } from '../../events/destination-registered.js';
import type { NewEvent } from '../../events/event.js';
import type { DestinationPolicy } from '../../events/shapes.js';
import { refuseMatch, requireMatch } from '../../platform/http/etag.js';
import { type At } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { type DestinationState, destinationFold, destinationStream } from '../destination.js';
import { DestinationViews } from '../destination-view.js';
import { SigningSecrets } from '../signing-secrets.js';
import { DestinationAddress } from './destination-address.js';
import { HiddenValues } from './hidden-values.js';
import { PutDestination, type PutDestinationResult } from './put-destination.command.js';

@CommandHandler(PutDestination)
export class PutDestinationHandler implements ICommandHandler<PutDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly hidden: HiddenValues,
    private readonly secrets: SigningSecrets,
    private readonly address: DestinationAddress,
    private readonly views: DestinationViews,
  ) {}

  async execute({ name, input, ifMatch, metadata }: PutDestination): Promise<PutDestinationResult> {
    await this.address.check(input.url);
    const stream = destinationStream(name);
    let secret: string | null = null;
    const put = await this.writer.write({
      stream,
      fold: destinationFold,
      destination: name,
      owner: null,
      metadata,
      decide: async (at) => {
        requirePrecondition(at, ifMatch);
        const policy = await this.hidden.policyFrom(stream, input, at.state.policy);
        const made = at.state.state === 'absent' ? await this.secrets.make(stream) : null;
        // Of the last time that it was decided: where somebody was faster, there is another one in the log.
        secret = made?.value ?? null;
        return decide(at.state, policy, made?.id ?? null);
      },
    });
    return { ...(await this.views.answer(name, put)), secret };
  }
}

/** Before any value is sealed: whoever overwrites what they have not seen changes nothing. */
export function requirePrecondition({ state, version }: At<DestinationState>, ifMatch: string | undefined): void {
  if (state.state === 'absent') refuseMatch(ifMatch);
  else requireMatch(ifMatch, version);
}

/** A policy equal to the standing one changes nothing. */
export function decide(state: DestinationState, policy: DestinationPolicy, signingSecretId: string | null): NewEvent[] {
  if (state.state === 'absent') return [DestinationRegistered.of({ policy, signingSecretId })];
  return isDeepStrictEqual(state.policy, policy) ? [] : [DestinationChanged.of({ policy })];
}
