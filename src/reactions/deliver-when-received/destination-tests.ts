/** A sample on the very way that inputs take: the same request, the same sender, the same look at the address. */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { destinationStream } from '../../commands/destination.js';
import { DestinationStates } from '../../commands/destination-states.js';
import { AnswersFor } from '../../platform/answers-for.js';
import { systemClock } from '../../platform/clock.js';
import { AllowedAddresses } from '../../platform/http/allowed-address.js';
import { Lease } from '../../platform/lease.js';
import { Vault } from '../../platform/vault.js';
import { DestinationTests, type TestAttempt } from '../../views/attempt.js';
import { sampleRequest } from './sample.js';
import { SecretValues } from './secret-values.js';
import { Sender } from './send.js';

/** Nobody else may send it: its time is bounded by the time-out alone. */
const NO_HURRY_MS = 3_600_000;

@AnswersFor(DestinationTests)
@Injectable()
export class SampleTests extends DestinationTests implements OnModuleDestroy {
  private readonly sender: Sender;
  private readonly secrets: SecretValues;

  constructor(
    private readonly destinations: DestinationStates,
    allowed: AllowedAddresses,
    vault: Vault,
  ) {
    super();
    this.sender = new Sender(allowed, systemClock);
    this.secrets = new SecretValues(vault);
  }

  async send(id: string, destination: string, traceparent: string | null): Promise<TestAttempt | null> {
    const at = await this.destinations.refresh(destinationStream(destination));
    const { policy, signing } = at.state;
    if (!policy) return null;
    const secrets = await this.secrets.of(policy, signing);
    const request = sampleRequest({ id, destination, at, policy, secrets, traceparent, now: systemClock.now() });
    const { retryAfterMs: _, ...sent } = await this.sender.send(request, Lease.begin(systemClock, NO_HURRY_MS));
    return { number: 1, ...sent, destinationVersion: at.version, webhookId: id };
  }

  onModuleDestroy(): Promise<void> {
    return this.sender.close();
  }
}
