/**
 * The keys that the identity provider signs with. Guarantees: whatever is sent, it is asked at most once in 30 s; the last
 * good keys are kept while it does not answer, and a key that it has taken back opens nothing some minutes later. Nobody
 * waits for it who shows a key that is known.
 */
import { type CompactJWSHeaderParameters, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import type { Clock } from '../platform/clock.js';
import type { CheckResult } from '../platform/http/health.js';
import { unavailable } from '../platform/http/problem.js';
import type { Log } from '../platform/log.js';
import { Loop } from '../platform/loop.js';
import { Outage } from '../platform/outage.js';

const REST_MS = 30_000;
const FRESH_MS = 300_000;

const LINES = {
  failed: 'the identity provider does not answer; keys that are known go on working',
  over: 'the identity provider answers again',
};

export interface ProviderKeysParts {
  load(): Promise<JSONWebKeySet>;
  clock: Pick<Clock, 'monotonicMs'>;
  log: Log;
}

export class ProviderKeys {
  private known: ReturnType<typeof createLocalJWKSet> | null = null;
  private askedAt = Number.NEGATIVE_INFINITY;
  private knownSince = Number.NEGATIVE_INFINITY;
  private underWay: Promise<void> | null = null;
  private readonly outage: Outage;
  private readonly loop: Loop;

  constructor(private readonly parts: ProviderKeysParts) {
    const { log } = parts;
    this.outage = new Outage(log, LINES);
    this.loop = new Loop({ name: 'identity provider', log, step: () => this.keepFresh(), pollMs: REST_MS });
  }

  /** What it cannot find out now, it will: a provider that is away holds up no start. */
  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** The key that has signed this, as jose asks for it. Throws a Problem where no key was ever heard of. */
  readonly of = async (header: CompactJWSHeaderParameters) => {
    if (!this.known) await this.refresh();
    try {
      return await this.fromKnown(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // It may be a new one.
      await this.refresh();
      return this.fromKnown(header);
    }
  };

  /** As of the last time it was asked. */
  readonly check = async (): Promise<CheckResult> => {
    if (!this.known)
      return { ok: false, detail: 'has not answered yet: whoever comes with a token is told to come again' };
    if (this.outage.error) return { ok: false, detail: 'does not answer; keys that are known go on working' };
    return { ok: true, detail: 'answers' };
  };

  private fromKnown(header: CompactJWSHeaderParameters) {
    if (!this.known) throw unavailable('identity-provider-away', 'the keys of the identity provider are not known yet');
    return this.known(header);
  }

  private async keepFresh(): Promise<boolean> {
    if (this.outage.error || this.now() - this.knownSince >= FRESH_MS) await this.refresh();
    return false;
  }

  /** Resolves when it has been asked, or was a moment ago. */
  private refresh(): Promise<void> {
    if (this.underWay) return this.underWay;
    if (this.now() - this.askedAt < REST_MS) return Promise.resolve();
    this.askedAt = this.now();
    this.underWay = this.ask().finally(() => {
      this.underWay = null;
    });
    return this.underWay;
  }

  private async ask(): Promise<void> {
    try {
      this.known = createLocalJWKSet(await this.parts.load());
      this.knownSince = this.now();
      this.outage.over();
    } catch (error) {
      this.outage.failed(error as Error);
    }
  }

  private now(): number {
    return this.parts.clock.monotonicMs();
  }
}
