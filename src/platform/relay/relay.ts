/**
 * Publishes the log to Kafka. Guarantee (G4): every committed event reaches Kafka at least once, its first occurrences
 * in stream order, and nothing uncommitted ever does. Goes on for ever, through every outage of either side, from the
 * checkpoint; of several processes one leads.
 */
import { Backoff } from '../backoff.js';
import type { Clock } from '../clock.js';
import { BrokerRefused } from '../kafka/broker-refused.js';
import { TopicMismatchError } from '../kafka/port.js';
import type { Log } from '../log.js';
import { Outage } from '../outage.js';
import { rest } from '../waiting.js';
import { Wake } from '../wake.js';
import { LEASE_MS, Lease, LeaseLost } from './lease.js';
import { type PublishingDependencies, publishUntil } from './publishing.js';
import { LogSetBack } from './set-back.js';

export interface RelayDependencies extends PublishingDependencies {
  log: Log;
  clock: Clock;
  /** Rung when the log may have grown. */
  wake?: Wake;
  leaseMs?: number;
  /** Told of what was published, and that Kafka has acknowledged. */
  onPublished?(events: number): void;
}

export interface RelayStatus {
  /** Why nothing is published now; null when all is well, or another process leads. */
  problem: string | null;
  /** What a person has to mend: the topic is not as configured, brokers refuse this process, or the log was set back. */
  needsPerson: 'topic' | 'broker' | 'log' | null;
  /** This process publishes; of all one does. */
  leads: boolean;
}

/** How often a process that does not lead looks whether it may. */
const CONTEND_MS = 500;
/** A leader that has got nowhere for so many lease times lets another process try. */
const GIVE_UP_LEASES = 2;
/** How often it looks whether a person has mended it. */
const PERSON_RETRY_MS = 5_000;

export class Relay {
  readonly wake: Wake;
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff();
  private readonly lease: Lease;
  private readonly leaseMs: number;
  private running: Promise<void> | null = null;
  private renewing: NodeJS.Timeout | null = null;
  private readonly outage: Outage;
  private lastProgressMs = 0;

  constructor(private readonly deps: RelayDependencies) {
    this.wake = deps.wake ?? new Wake();
    this.leaseMs = deps.leaseMs ?? LEASE_MS;
    const lines = { failed: 'the relay cannot publish now; trying on', over: 'the relay publishes again' };
    this.outage = new Outage(deps.log, lines);
    this.lease = new Lease(deps.pool, deps.clock, this.leaseMs);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the batch under way with its checkpoint, and hands the lease over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  status(): RelayStatus {
    return {
      problem: this.outage.error?.message ?? null,
      needsPerson: needsPerson(this.outage.error),
      leads: this.lease.held(),
    };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if (await this.lead()) await this.publish();
        else await this.rest(CONTEND_MS);
      } catch (error) {
        await this.recover(error as Error);
      }
    }
    await this.resign();
  }

  private async lead(): Promise<boolean> {
    if (this.lease.held()) return true;
    if (!(await this.lease.take())) {
      this.outage.leave();
      return false;
    }
    this.lastProgressMs = this.deps.clock.monotonicMs();
    // In an outage it is given up and taken again from time to time: that is no news.
    this.deps.log[this.outage.error ? 'debug' : 'info']('leading the relay');
    this.renewing ??= setInterval(() => void this.renew(), this.leaseMs / 3);
    return true;
  }

  private publish(): Promise<void> {
    return publishUntil(this.stopping.signal, this.deps, this.lease, this.wake, (published) => {
      this.deps.onPublished?.(published);
      this.lastProgressMs = this.deps.clock.monotonicMs();
      this.backoff.reset();
      this.outage.over();
    });
  }

  /** A lease is for who gets on: one that is stuck, in a send or in anything else, lets it run out. */
  private async renew(): Promise<void> {
    if (!this.lease.held() || this.isStuck()) return;
    try {
      await this.lease.renew();
    } catch (error) {
      // The database is away: the next turn tries again, and until then the deadline stands.
      this.deps.log.debug({ error: (error as Error).message }, 'the relay lease was not renewed');
    }
  }

  private isStuck(): boolean {
    return this.deps.clock.monotonicMs() - this.lastProgressMs > GIVE_UP_LEASES * this.leaseMs;
  }

  private async recover(error: Error): Promise<void> {
    if (error instanceof LeaseLost) {
      this.deps.log.warn('no longer leading the relay');
      return;
    }
    const forPerson = needsPerson(error) !== null;
    this.outage.failed(error, levelOf(error));
    if (this.lease.held() && this.isStuck()) {
      await this.resign();
      await this.rest(2 * CONTEND_MS);
    }
    await this.rest(forPerson ? PERSON_RETRY_MS : this.backoff.nextMs());
  }

  private async resign(): Promise<void> {
    if (this.renewing) clearInterval(this.renewing);
    this.renewing = null;
    try {
      await this.lease.release();
    } catch (error) {
      this.deps.log.debug({ error: (error as Error).message }, 'the relay lease runs out by itself');
    }
  }

  private async rest(ms: number): Promise<void> {
    await rest(ms, this.stopping.signal);
  }
}

function needsPerson(error: Error | null): RelayStatus['needsPerson'] {
  if (error instanceof TopicMismatchError) return 'topic';
  if (error instanceof BrokerRefused) return 'broker';
  return error instanceof LogSetBack ? 'log' : null;
}

/** What a person has to mend is told as such; that brokers refuse is told by whoever connects. */
function levelOf(error: Error): 'debug' | 'warn' | 'error' {
  if (error instanceof BrokerRefused) return 'debug';
  return needsPerson(error) === null ? 'warn' : 'error';
}
