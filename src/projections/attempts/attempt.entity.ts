import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome } from '../../events/shapes.js';
import { InstantColumn } from '../../platform/projector/columns.js';
import type { ResponseSummary } from '../../views/input.js';

@Entity('attempts')
export class AttemptRow {
  @PrimaryColumn({ type: 'uuid', name: 'input_id' })
  inputId: string;

  @PrimaryColumn({ type: 'integer' })
  number: number;

  @InstantColumn({ name: 'started_at' })
  startedAt: string;

  @Column({ type: 'integer', name: 'duration_ms' })
  durationMs: number;

  @Column({ type: 'text' })
  outcome: AttemptOutcome;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'integer', name: 'destination_version' })
  destinationVersion: number;

  @Column({ type: 'json', nullable: true })
  response: ResponseSummary | null;
}
