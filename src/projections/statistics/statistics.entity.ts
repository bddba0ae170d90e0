import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome } from '../../events/shapes.js';
import type { Histogram } from './histogram.js';

/** What happened to inputs of one destination in one minute. */
@Entity('statistics')
@Index(['minute'])
export class StatisticsRow {
  @PrimaryColumn({ type: 'text' })
  destination: string;

  /** Minutes since 1970. */
  @PrimaryColumn({ type: 'integer' })
  minute: number;

  @Column({ type: 'integer' })
  received: number;

  @Column({ type: 'integer' })
  delivered: number;

  @Column({ type: 'integer', name: 'failed_attempts' })
  failedAttempts: number;

  @Column({ type: 'integer', name: 'dead_lettered' })
  deadLettered: number;

  @Column({ type: 'integer' })
  expired: number;

  @Column({ type: 'integer' })
  cancelled: number;

  @Column({ type: 'integer' })
  retried: number;

  /** Attempts by how they ended. */
  @Column({ type: 'json' })
  attempts: Partial<Record<AttemptOutcome, number>>;

  /** From the moment an input was to be delivered to its delivery. */
  @Column({ type: 'json', name: 'latency_ms' })
  latencyMs: Histogram;

  /** How long attempts took. */
  @Column({ type: 'json', name: 'attempt_ms' })
  attemptMs: Histogram;
}
