import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, PositionColumn } from '../../platform/projector/columns.js';

/** An input that still has to be brought to its destination; of an ordering key also one that was given up. */
@Entity('deliveries')
@Index(['destination', 'dueAt', 'line'], { where: 'turn is not null' })
@Index(['destination', 'orderingKey', 'inLineAt', 'line'], { where: 'ordering_key is not null' })
@Index(['expiresAt'], { where: 'expires_at is not null' })
@Index(['line'], { where: 'orphaned' })
export class DeliveryRow {
  @PrimaryColumn({ type: 'uuid', name: 'input_id' })
  inputId: string;

  /** The stream's version that this row stands for: a claim is for it, and the outcome is appended right after it. */
  @Column({ type: 'integer' })
  version: number;

  @Column({ type: 'text' })
  destination: string;

  @Column({ type: 'text' })
  owner: string;

  /** Attempts made, over the input's whole life. */
  @Column({ type: 'integer' })
  attempts: number;

  /** Attempts made in this run: what the policy's maximum counts. */
  @Column({ type: 'integer', name: 'in_run' })
  inRun: number;

  /** Runs that somebody asked for by hand. */
  @Column({ type: 'integer' })
  run: number;

  /** Since when it is to be delivered: latency counts from here. */
  @InstantColumn({ name: 'wanted_at' })
  wantedAt: string;

  /** null: it was given up, and only stands in the line of its ordering key. */
  @InstantColumn({ name: 'due_at', nullable: true })
  dueAt: string | null;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: string | null;

  /** Its place in the destination's queue: the position it came in line with. */
  @PositionColumn()
  line: number;

  @Column({ type: 'text', name: 'ordering_key', nullable: true })
  orderingKey: string | null;

  /** With `line`, its place among those of its ordering key; one that waits for its time is in line from then on. */
  @InstantColumn({ name: 'in_line_at' })
  inLineAt: string;

  /**
   * next: nothing of its ordering key stands before it. after-dead: only what was given up does. null: it waits for one
   * that is still to be delivered. Derived from the other rows of its key.
   */
  @Column({ type: 'text', nullable: true })
  turn: 'next' | 'after-dead' | null;

  /** Its destination was deleted while it waited: it is to be given up. */
  @Column({ type: 'boolean' })
  orphaned: boolean;
}
