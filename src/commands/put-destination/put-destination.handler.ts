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
import { destinationViewOf } from '../destination-view.js';
import { DestinationAddress } from './destination-address.js';
import { HiddenValues } from './hidden-values.js';
import { PutDestination, type PutDestinationResult } from './put-destination.command.js';

@CommandHandler(PutDestination)
export class PutDestinationHandler implements ICommandHandler<PutDestination> {
  constructor(
    private readonly writer: StreamWriter,
    private readonly hidden: HiddenValues,
    private readonly address: DestinationAddress,
  ) {}

  async execute({ name, input, ifMatch, metadata }: PutDestination): Promise<PutDestinationResult> {
    await this.address.check(input.url);
    const stream = destinationStream(name);
    const { before, after, position } = await this.writer.write({
      stream,
      fold: destinationFold,
      destination: name,
      owner: null,
      metadata,
      decide: async (at) => {
        requirePrecondition(at, ifMatch);
        return decide(at.state, await this.hidden.policyFrom(stream, input, at.state.policy));
      },
    });
    return {
      created: before.state.state === 'absent',
      destination: destinationViewOf(name, after),
      position,
    };
  }
}

/** Before any value is sealed: whoever overwrites what they have not seen changes nothing. */
export function requirePrecondition({ state, version }: At<DestinationState>, ifMatch: string | undefined): void {
  if (state.state === 'absent') refuseMatch(ifMatch);
  else requireMatch(ifMatch, version);
}

/** A policy equal to the standing one changes nothing. */
export function decide(state: DestinationState, policy: DestinationPolicy): NewEvent[] {
  if (state.state === 'absent') return [DestinationRegistered.of({ policy, signingSecretId: null })];
  return isDeepStrictEqual(state.policy, policy) ? [] : [DestinationChanged.of({ policy })];
}
