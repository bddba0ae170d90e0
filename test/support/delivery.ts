/** The delivery of a process, put together as the application does it, and the commands a test needs to use it. */
import type { CommandBus } from '@nestjs/cqrs';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { DeadLetterInput } from '../../src/commands/dead-letter-input/dead-letter-input.command.js';
import { DeadLetterInputHandler } from '../../src/commands/dead-letter-input/dead-letter-input.handler.js';
import { DELIVERY_STREAM, DeliverySwitch } from '../../src/commands/delivery-switch.js';
import { destinationStream } from '../../src/commands/destination.js';
import { DestinationStates } from '../../src/commands/destination-states.js';
import { ExpireInput } from '../../src/commands/expire-input/expire-input.command.js';
import { ExpireInputHandler } from '../../src/commands/expire-input/expire-input.handler.js';
import type { Instructions } from '../../src/commands/new-input.js';
import { ReceiveInput } from '../../src/commands/receive-input/receive-input.command.js';
import { ReceiveInputHandler } from '../../src/commands/receive-input/receive-input.handler.js';
import { RecordAttempt } from '../../src/commands/record-attempt/record-attempt.command.js';
import { RecordAttemptHandler } from '../../src/commands/record-attempt/record-attempt.handler.js';
import { DestinationRegistered } from '../../src/events/destination-registered.js';
import type { EventMetadata, NewEvent, RecordedEvent } from '../../src/events/event.js';
import type { DestinationPolicy } from '../../src/events/shapes.js';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import { AllowedAddresses } from '../../src/platform/http/allowed-address.js';
import { Metrics } from '../../src/platform/http/metrics.js';
import { FollowerParts } from '../../src/platform/projector/follower-parts.js';
import { EventLog } from '../../src/platform/store/event-log.js';
import { LogTail } from '../../src/platform/store/log-tail.js';
import { Vault } from '../../src/platform/vault.js';
import { DeliverWhenReceived } from '../../src/reactions/deliver-when-received/deliver-when-received.reaction.js';
import { deliveries } from '../../src/reactions/deliver-when-received/deliveries.projection.js';
import { DeliveryRow } from '../../src/reactions/deliver-when-received/delivery.entity.js';
import { patientPool, silent, type TestDatabase } from './database.js';
import { followingProcess } from './followers.js';
import { until } from './until.js';

placeInSchemas([deliveries]);

const ENCRYPTION_KEY = Buffer.alloc(32, 7);
const METADATA: EventMetadata = { actor: 'tester', correlationId: 'c-1', causationId: null, traceparent: null };

export class TestDelivery {
  private constructor(
    readonly vault: Vault,
    private readonly owner: Client,
    private readonly log: EventLog,
    private readonly receive: ReceiveInputHandler,
    private readonly reaction: DeliverWhenReceived,
    private readonly end: () => Promise<void>,
  ) {}

  /** Begins to deliver. */
  static async start(
    database: TestDatabase,
    { allowPrivate = true, says = silent }: { allowPrivate?: boolean; says?: Logger } = {},
  ): Promise<TestDelivery> {
    const process = await followingProcess(database, [DeliveryRow]);
    const { pool, reader, signal, dataSource } = process.parts;
    const parts = new FollowerParts(pool, pool, reader, signal, dataSource, says);
    const append = patientPool({ url: database.url, name: 'append', max: 1 });
    const log = new EventLog(append, silent, () => signal.appended());
    const tail = new LogTail(reader, signal.subscribe(), silent);
    const states = new DestinationStates(reader, tail);
    const vault = new Vault(pool, { current: ENCRYPTION_KEY, previous: null }, silent);
    const record = new RecordAttemptHandler(log);
    const deadLetter = new DeadLetterInputHandler(log);
    const expire = new ExpireInputHandler(log);
    const commands = {
      execute(command: RecordAttempt | DeadLetterInput | ExpireInput) {
        if (command instanceof RecordAttempt) return record.execute(command);
        return command instanceof ExpireInput ? expire.execute(command) : deadLetter.execute(command);
      },
    } as unknown as CommandBus;
    const allowed = new AllowedAddresses(allowPrivate);
    const reaction = new DeliverWhenReceived(commands, states, vault, allowed, parts, new Metrics());
    await tail.start();
    await reaction.start();
    const receive = new ReceiveInputHandler(log, reader, states, new DeliverySwitch(reader, tail));
    return new TestDelivery(vault, database.owner, log, receive, reaction, async () => {
      await tail.stop();
      await append.end();
      await process.end();
    });
  }

  /** `drainMs` 0: leaves what is under way, as a process that dies. */
  async stop(drainMs = 5_000): Promise<void> {
    await this.reaction.stop(drainMs);
    await this.end();
  }

  register(name: string, url: string, policy: Partial<DestinationPolicy> = {}): Promise<void> {
    return this.decide(name, registered(url, policy));
  }

  /** Appends to the destination's stream. */
  async decide(name: string, ...events: NewEvent[]): Promise<void> {
    const stream = destinationStream(name);
    const expectedVersion = (await this.eventsOf(stream)).length;
    await this.log.append({
      stream,
      expectedVersion,
      events,
      destination: name,
      owner: null,
      metadata: METADATA,
    });
  }

  /** Answers the input's id. */
  async submit(
    destination: string,
    body: string | Buffer = '',
    { contentType = 'text/plain', contentEncoding = null, traceparent = null, ...when }: Partial<Envelope> = {},
  ): Promise<string> {
    const metadata = { ...METADATA, traceparent };
    const bytes = Buffer.from(body);
    const command = new ReceiveInput({
      ...{ destination, body: bytes, contentType, contentEncoding, idempotencyKey: null, owner: 'me', metadata },
      instructions: { deliverAt: null, expiresAt: null, orderingKey: null, ...when },
    });
    return (await this.receive.execute(command)).id;
  }

  history(id: string): Promise<Told[]> {
    return this.eventsOf(`input-${id}`);
  }

  /** The input's events, once it is delivered or given up. */
  async settled(id: string): Promise<Told[]> {
    let events: Told[] = [];
    await until(
      `input ${id} is settled`,
      async () => {
        events = await this.history(id);
        return ['InputDelivered', 'InputDeadLettered', 'InputExpired'].includes(events.at(-1)?.type ?? '');
      },
      40_000,
    );
    return events;
  }

  /** One switch for all sending. */
  async turn(...events: NewEvent[]): Promise<void> {
    const expectedVersion = (await this.eventsOf(DELIVERY_STREAM)).length;
    await this.log.append({
      ...{ stream: DELIVERY_STREAM, expectedVersion, events },
      ...{ destination: null, owner: null, metadata: METADATA },
    });
  }

  private async eventsOf(stream: string): Promise<Told[]> {
    const { rows } = await this.owner.query<Told>(
      'select type, data from intake.events where stream = $1 order by version',
      [stream],
    );
    return rows;
  }
}

export const registered = (url: string, policy: Partial<DestinationPolicy> = {}) =>
  DestinationRegistered.of({ policy: { ...POLICY, url, ...policy }, signingSecretId: null });

/** What the log tells of an input. */
export type Told = Pick<RecordedEvent, 'type' | 'data'>;

interface Envelope extends Instructions {
  contentType: string | null;
  contentEncoding: string | null;
  traceparent: string | null;
}

const POLICY: DestinationPolicy = {
  url: '',
  method: 'POST',
  headers: [],
  auth: null,
  timeoutMs: 5_000,
  retry: { maxAttempts: 3, minDelayMs: 100, maxDelayMs: 100 },
  ratePerSecond: null,
  concurrency: 10,
  onDeadOrderingKey: 'block',
  description: null,
};
