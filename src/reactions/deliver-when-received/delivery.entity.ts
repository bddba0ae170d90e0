import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, PositionColumn } from '../../platform/projector/columns.js';

/** An input that still has to be brought to its destination. */
@Entity('deliveries')
@Index(['destination', 'dueAt', 'line'])
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

  @InstantColumn({ name: 'due_at' })
  dueAt: string;

  /** Its place in the queue: the position it came in line with. */
  @PositionColumn()
  line: number;
}
