/**
 * One worker's part of a replay, from where the one before it came to. Guarantee: what it has saved is acknowledged, and
 * what is not saved is sent again; nothing is sent that the relay has not published before.
 */
import type { Clock } from '../clock.js';
import { toMessage } from '../kafka/cloud-event.js';
import type { Log } from '../log.js';
import { OperationFailed, type Work } from '../operations/operation.js';
import { Pace } from '../pace.js';
import type { Found, LogSearch } from '../store/search.js';
import type { StoredEvent } from '../store/stored-event.js';
import { ahead, rest } from '../waiting.js';
import { type Batch, cutBatch } from './batch.js';
import { previousInLog } from './heads.js';
import { PatientSender, refuseOtherCount } from './patient-sender.js';
import { loadProgress, merged } from './progress.js';
import type { PublishingDependencies } from './publishing.js';
import { type ReplayOptions, selectionOf, topicOf } from './replay-options.js';

const PAGE_EVENTS = 2_000;
const POLL_MS = 250;

/** `partitions`: of the topic that the relay publishes to. */
export interface ReplayDependencies extends Omit<PublishingDependencies, 'reader'> {
  search: LogSearch;
  /** The topic that the relay publishes to. */
  topic: string;
  log: Log;
  clock: Clock;
}

/** Where it goes on after a crash. */
interface Saved {
  /** Everything up to here is published. */
  position: number;
  done: number;
  total: number;
  /** Of the topic it publishes to. */
  partitions: number;
  /** Partition and position of what it has published there last. */
  heads: [number, number][];
}

export class ReplayRun {
  private readonly options: ReplayOptions;
  private readonly topic: string;
  private readonly sender: PatientSender;
  private readonly pace: Pace | null;

  constructor(
    private readonly deps: ReplayDependencies,
    private readonly work: Work,
  ) {
    this.options = work.operation.options as ReplayOptions;
    this.topic = topicOf(work.operation.id, this.options);
    this.sender = new PatientSender(deps.kafka, this.topic, work.signal, deps.log);
    const { ratePerSecond } = this.options;
    this.pace = ratePerSecond === null ? null : new Pace(ratePerSecond, deps.clock);
  }

  async toItsEnd(): Promise<Record<string, unknown>> {
    const { work, topic } = this;
    const { from, to } = this.options;
    let at = (work.saved as Saved | null) ?? (await this.begin());
    work.report({ done: at.done, total: at.total });
    let page = this.readAhead(at.position);
    while (at.position < to) {
      const { events, lookedAt } = await page;
      work.signal.throwIfAborted();
      const waits = lookedAt === at.position;
      work.report({ phase: waits ? 'waiting for the relay' : 'publishing' });
      if (waits) await rest(POLL_MS, work.signal);
      page = this.readAhead(lookedAt);
      if (waits) continue;
      at = await this.publish(at, events, lookedAt);
      work.report({ done: at.done });
    }
    return { topic, from, to, published: at.done };
  }

  close(): Promise<void> {
    return this.sender.close();
  }

  private async begin(): Promise<Saved> {
    const { work, options, deps } = this;
    const position = options.from - 1;
    work.report({ phase: 'waiting for Kafka' });
    const partitions = await this.partitionsOfTopic();
    work.report({ phase: 'counting' });
    const total = await deps.search.count(position, options.to, selectionOf(options), work.signal);
    const saved: Saved = { position, done: 0, total, partitions, heads: [] };
    await work.save(saved);
    return saved;
  }

  /** The topic of the events is not for a replay to make: what is replayed would stand before what it repeats. */
  private async partitionsOfTopic(): Promise<number> {
    const { topic, sender, deps, options } = this;
    if (topic !== deps.topic) return sender.partitions({ make: true });
    if (!options.force)
      throw new OperationFailed(`${topic} is the topic of the events: say "force" where that is meant`);
    const found = await sender.partitions({ make: false });
    refuseOtherCount(topic, found, deps.partitions);
    return found;
  }

  /** The next page is read while this one is sent. */
  private readAhead(position: number): Promise<Found> {
    return ahead(this.read(position));
  }

  private async read(position: number): Promise<Found> {
    const { checkpoint } = await loadProgress(this.deps.pool);
    const upTo = Math.min(this.options.to, checkpoint);
    if (upTo <= position) return { events: [], lookedAt: position };
    const limit = Math.min(PAGE_EVENTS, this.pace?.portion ?? PAGE_EVENTS);
    return this.deps.search.find(position, { ...selectionOf(this.options), upTo, limit });
  }

  private async publish(at: Saved, events: StoredEvent[], lookedAt: number): Promise<Saved> {
    let heads = at.heads;
    if (events.length > 0) {
      if (this.pace) await rest(this.pace.waitMs(events.length), this.work.signal);
      const batch = await this.cut(at, events);
      await this.sender.send(batch, at.partitions);
      heads = [...merged(new Map(heads), batch.progress.heads)];
    }
    const now = { ...at, position: lookedAt, done: at.done + events.length, heads };
    await this.work.save(now);
    return now;
  }

  /**
   * Each message names the one before it in this replay, so that who reads the topic notices a hole. In the topic of
   * the events it names what is before it in the log, as there every other message does.
   */
  private async cut(at: Saved, events: StoredEvent[]): Promise<Batch> {
    const { deps, topic } = this;
    const origin = { logId: deps.logId, source: deps.source, replayId: this.work.operation.id };
    const inLog = topic === deps.topic ? await previousInLog(deps.pool, events, at.partitions) : null;
    return cutBatch(events, new Map(at.heads), at.partitions, (event, previous) =>
      toMessage(event, inLog?.get(event.position) ?? previous, origin),
    );
  }
}
