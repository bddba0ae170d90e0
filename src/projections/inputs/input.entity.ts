import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, PositionColumn } from '../../platform/projector/columns.js';
import type { ResponseSummary, StoredStatus } from '../../views/input.js';

@Entity('inputs')
@Index(['position'])
@Index(['destination', 'position'])
@Index(['owner', 'position'])
@Index(['status', 'position'])
@Index(['destination', 'reason', 'settledAt'], { where: "status = 'deadLettered'" })
@Index(['orderingKey', 'position'], { where: 'ordering_key is not null' })
export class InputRow {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @PositionColumn()
  position: number;

  @Column({ type: 'text' })
  destination: string;

  @Column({ type: 'text' })
  owner: string;

  @Column({ type: 'text' })
  status: StoredStatus;

  @Column({ type: 'text', name: 'submitted_by' })
  submittedBy: string;

  @Column({ type: 'text', name: 'content_type', nullable: true })
  contentType: string | null;

  @Column({ type: 'integer' })
  size: number;

  @InstantColumn({ name: 'received_at' })
  receivedAt: string;

  @InstantColumn({ name: 'deliver_at', nullable: true })
  deliverAt: string | null;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: string | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: string | null;

  @InstantColumn({ name: 'next_attempt_at', nullable: true })
  nextAttemptAt: string | null;

  @Column({ type: 'text', name: 'ordering_key', nullable: true })
  orderingKey: string | null;

  @Index({ where: 'idempotency_key is not null' })
  @Column({ type: 'text', name: 'idempotency_key', nullable: true })
  idempotencyKey: string | null;

  @Column({ type: 'integer', name: 'attempt_count' })
  attemptCount: number;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'json', nullable: true })
  response: ResponseSummary | null;
}
