import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../../events/shapes.js';
import { InstantColumn, PositionColumn } from '../../platform/projector/columns.js';

@Entity('access_keys')
@Index(['position'])
export class AccessKeyRow {
  @PrimaryColumn({ type: 'text' })
  id: string;

  /** Of its issue: the order of the list. */
  @PositionColumn()
  position: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  owner: string;

  @Column({ type: 'json' })
  roles: Role[];

  @Column({ type: 'json', nullable: true })
  destinations: string[] | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: string;

  @Column({ type: 'text', name: 'created_by' })
  createdBy: string;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: string | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: string | null;

  @Column({ type: 'text', name: 'revoked_by', nullable: true })
  revokedBy: string | null;
}
