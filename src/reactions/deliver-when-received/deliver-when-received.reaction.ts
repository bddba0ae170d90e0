/** Brings every input that was received to its destination, and records what the destination returned. */
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DestinationStates } from '../../commands/destination-states.js';
import { systemClock } from '../../platform/clock.js';
import { AllowedAddresses } from '../../platform/http/allowed-address.js';
import { Metrics } from '../../platform/http/metrics.js';
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
import { DeliveryMetrics } from './delivery-metrics.js';
import { Endings } from './endings.js';
import { Recording } from './recording.js';
import { SecretValues } from './secret-values.js';
import { Sender } from './send.js';
import { DeliveryWorker } from './worker.js';

@Injectable()
export class DeliverWhenReceived extends Reaction {
  private readonly toDo: SequenceFollower<DeliveryRow>;
  private readonly worker: DeliveryWorker;
  private readonly endings: Endings;
  private readonly sender: Sender;

  constructor(
    commands: CommandBus,
    destinations: DestinationStates,
    vault: Vault,
    allowed: AllowedAddresses,
    @Inject(FollowerParts) parts: FollowerParts,
    metrics: Metrics,
  ) {
    super();
    const { pool, folding, reader, log } = parts;
    const clock = systemClock;
    const claims = new Claims(pool, folding, newId(), log);
    this.sender = new Sender(allowed, clock);
    const secrets = new SecretValues(vault);
    const figures = new DeliveryMetrics(metrics);
    const recording = new Recording(commands, claims, figures, log);
    const delivery = new Delivery({
      ...{ reader, destinations, claims, recording },
      ...{ sender: this.sender, secrets, clock, log },
    });
    this.endings = new Endings(claims, recording, reader, log);
    this.worker = new DeliveryWorker(claims, delivery, destinations, figures, clock, log);
    figures.watch(() => this.worker.attemptsUnderWay);
    this.toDo = followInSequence(deliveries, parts, (events) => this.worker.happened(events));
  }

  async start(): Promise<void> {
    await this.toDo.start();
    this.worker.start();
    this.endings.start();
  }

  async stop(drainMs: number): Promise<void> {
    await Promise.all([this.worker.stop(drainMs), this.endings.stop()]);
    await this.toDo.stop();
    await this.sender.close();
  }
}
