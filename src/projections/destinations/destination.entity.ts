import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DestinationPolicy } from '../../events/shapes.js';
import { InstantColumn, PositionColumn } from '../../platform/projector/columns.js';
import type { DestinationView } from '../../views/destination.js';

@Entity('destinations')
@Index(['position'])
export class DestinationRow {
  @PrimaryColumn({ type: 'text' })
  name: string;

  /** Of its registration: the order of the list. */
  @PositionColumn()
  position: number;

  @Column({ type: 'text' })
  state: DestinationView['state'];

  /** Also while it is disabled: enabled again, it is paused as before. */
  @Column({ type: 'boolean', name: 'is_paused' })
  isPaused: boolean;

  @Column({ type: 'integer' })
  version: number;

  /** As the log holds it: values of headers and credentials by id only. */
  @Column({ type: 'json' })
  policy: DestinationPolicy;

  @InstantColumn({ name: 'created_at' })
  createdAt: string;

  @InstantColumn({ name: 'changed_at' })
  changedAt: string;
}
