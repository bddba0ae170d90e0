/** Brings every input that was received to its destination, and records what the destination returned. */
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DestinationStates } from '../../commands/destination-states.js';
import { CONFIG, type Config } from '../../config.js';
import { systemClock } from '../../platform/clock.js';
import { newId } from '../../platform/ids.js';
import { followInSequence } from '../../platform/projector/follow-in-sequence.js';
import { FollowerParts } from '../../platform/projector/follower-parts.js';
import type { SequenceFollower } from '../../platform/projector/sequence-follower.js';
import { Reaction } from '../../platform/reaction.js';
import { Vault } from '../../platform/vault.js';
import { Claims } from './claims.js';
import { deliveries } from './deliveries.projection.js';
import type { DeliveryRow } from './delivery.entity.js';
import { Delivery } from './delivery.js';
import { Expiry } from './expiry.js';
import { Recording } from './recording.js';
import { SecretValues } from './secret-values.js';
import { Sender } from './send.js';
import { DeliveryWorker } from './worker.js';

@Injectable()
export class DeliverWhenReceived extends Reaction {
  private readonly toDo: SequenceFollower<DeliveryRow>;
  private readonly worker: DeliveryWorker;
  private readonly expiry: Expiry;
  private readonly sender: Sender;

  constructor(
    commands: CommandBus,
    destinations: DestinationStates,
    vault: Vault,
    @Inject(CONFIG) { allowPrivateDestinations }: Config,
    @Inject(FollowerParts) parts: FollowerParts,
  ) {
    super();
    const { pool, reader, log } = parts;
    const clock = systemClock;
    const claims = new Claims(pool, newId());
    this.sender = new Sender(allowPrivateDestinations, clock);
    const secrets = new SecretValues(vault);
    const recording = new Recording(commands, claims, log);
    const delivery = new Delivery({
      ...{ reader, destinations, claims, recording },
      ...{ sender: this.sender, secrets, clock, log },
    });
    this.expiry = new Expiry(claims, recording, reader, log);
    this.worker = new DeliveryWorker(claims, delivery, destinations, clock, log);
    this.toDo = followInSequence(deliveries, parts, () => this.worker.wake.ring());
  }

  async start(): Promise<void> {
    await this.toDo.start();
    this.worker.start();
    this.expiry.start();
  }

  async stop(drainMs: number): Promise<void> {
    await Promise.all([this.worker.stop(drainMs), this.expiry.stop()]);
    await this.toDo.stop();
    await this.sender.close();
  }
}
