import { Entity, PrimaryColumn } from 'typeorm';
import { PositionColumn } from '../../platform/projector/columns.js';

@Entity('__table__')
export class __Name__Row {
  @PrimaryColumn({ type: 'text' })
  id: string;

  /** Of its first event: the order of a list. */
  @PositionColumn()
  position: number;
}
