/** What of the log goes to Kafka again, as those see it who ask for it. Guarantee: one key, one replay (G3). */
import { Problem } from '../http/problem.js';
import { type Asked, twinOf, type WantedOperation } from '../operations/asked.js';
import type { LogReader } from '../store/reader.js';
import type { LogSearch } from '../store/search.js';
import { resolved, selectionOf, type WantedReplay } from './replay-options.js';
import { RELAY, type RepublishOptions } from './republish.js';

/** What this process knows of Kafka. `topic`: of the events. */
export interface KafkaHere {
  there: boolean;
  topic: string;
}

export class Replays {
  constructor(
    private readonly reader: LogReader,
    private readonly search: LogSearch,
    private readonly kafka: KafkaHere,
  ) {}

  /** How many events it would publish. */
  async count(wanted: WantedReplay): Promise<number> {
    const options = await resolved(wanted, this.reader);
    return this.search.count(options.from - 1, options.to, selectionOf(options));
  }

  /** The long work that it takes. */
  async replay(wanted: WantedReplay, asked: Asked): Promise<WantedOperation> {
    this.refuseWithoutKafka();
    if (wanted.topic === this.kafka.topic && !wanted.force) throw needsForce();
    const options = await resolved(wanted, this.reader);
    return { kind: 'replay', subject: [], options, ...twinOf('replay', asked, wanted) };
  }

  /** Into the topic of the events, from a position on. */
  republish(from: number): WantedOperation {
    this.refuseWithoutKafka();
    const options: RepublishOptions = { from: Math.max(1, from) };
    return { kind: 'republish', subject: [RELAY], options };
  }

  private refuseWithoutKafka(): void {
    if (!this.kafka.there) throw new Problem('no-kafka', 'this Intake runs without Kafka');
  }
}

function needsForce(): Problem {
  const detail = 'is the topic of the events, which everyone reads: where that is meant, say "force": true';
  return new Problem('validation-failed', `the body: topic ${detail}`, {
    errors: [{ in: 'body', pointer: '/topic', detail }],
  });
}
