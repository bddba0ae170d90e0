/**
 * How far a projection has come in a partition. Guarantee: of several writers that know the same revision, one moves
 * the row; the others lose, write nothing, and read it again. So a zombie changes nothing (G6).
 */
import type { ClientBase, Pool } from 'pg';
import { withPatience } from '../database/patience.js';
import type { ReadModelVersion } from './projection.js';

export interface Checkpoint {
  partition: number;
  position: number;
  kafkaOffset: bigint | null;
  revision: number;
  /** false: paused, or not filled yet. Who finds that so writes nothing. */
  followed: boolean;
}

/** Where a checkpoint goes to. `kafkaOffset` null: leave it. */
export interface Move {
  from: Checkpoint;
  position: number;
  kafkaOffset: bigint | null;
}

export interface Moved {
  moved: Checkpoint[];
  /** Some streams of these partitions are parked: which, the markers say. */
  anyParked: boolean;
}

/** Someone else moved the row first. */
export class CheckpointLost extends Error {
  override name = 'CheckpointLost';
}

/** Nobody may follow it now: it is paused, or not filled yet. */
export class NotFollowed extends Error {
  override name = 'NotFollowed';
}

/** To be looked at again: then it is known what has become of it. */
export const isOvertaken = (error: unknown): boolean => error instanceof CheckpointLost || error instanceof NotFollowed;

/** Of a read model, what its registry says; a reaction is followed always. */
const FOLLOWED = `coalesce((select p.state = 'live' and not p.paused from intake.projections p
                             where p.name = $1 and p.version = $2), true)`;

interface CheckpointRow {
  position: number;
  kafka_offset: number | null;
  revision: number;
  followed: boolean;
}

export class Checkpoints {
  constructor(
    private readonly pool: Pool,
    private readonly projection: ReadModelVersion,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  /** At a start: makes the rows that are missing. */
  async prepare(partitions: number): Promise<void> {
    const { name, version } = this.projection;
    const insert = `insert into intake.checkpoints (projection, version, partition)
       select $1, $2, n from generate_series(0, $3::integer - 1) n on conflict do nothing`;
    await withPatience(() => this.pool.query(insert, [name, version, partitions]));
  }

  async read(partition: number): Promise<Checkpoint> {
    const { rows } = await this.pool.query<CheckpointRow>({
      name: 'checkpoint',
      text: `select position, kafka_offset, revision, ${FOLLOWED} as followed from intake.checkpoints
              where projection = $1 and version = $2 and partition = $3`,
      values: [this.projection.name, this.projection.version, partition],
    });
    const { kafka_offset: offset, ...checkpoint } = rows[0]!;
    return { partition, ...checkpoint, kafkaOffset: offset === null ? null : BigInt(offset) };
  }

  async areFollowed(): Promise<boolean> {
    const { name, version } = this.projection;
    const { rows } = await this.pool.query<{ followed: boolean }>({
      name: 'checkpoints-followed',
      text: `select ${FOLLOWED} as followed`,
      values: [name, version],
    });
    return rows[0]!.followed;
  }

  /** In the caller's transaction, and before its other writes: the other order starves whoever swaps tables. */
  async move(client: Pick<ClientBase, 'query'>, moves: readonly Move[]): Promise<Moved> {
    const { rows } = await client.query<{ parked: number }>({
      name: 'checkpoint-move',
      text: `update intake.checkpoints c
                set position = m.position, kafka_offset = coalesce(m.kafka_offset, c.kafka_offset),
                    revision = c.revision + 1, moved_at = clock_timestamp()
               from unnest($3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                    as m(partition, revision, position, kafka_offset, was)
              where c.projection = $1 and c.version = $2 and c.partition = m.partition and c.revision = m.revision
                -- a crash may have undone a revision that was not on disk yet, and another one have its number since
                and c.position = m.was
          returning c.parked`,
      values: [
        this.projection.name,
        this.projection.version,
        moves.map(({ from }) => from.partition),
        moves.map(({ from }) => from.revision),
        moves.map(({ position }) => position),
        moves.map(({ kafkaOffset }) => kafkaOffset?.toString() ?? null),
        moves.map(({ from }) => from.position),
      ],
    });
    if (rows.length !== moves.length) throw new CheckpointLost(`${this.projection.name}: another process moved on`);
    const moved = moves.map(({ from, position, kafkaOffset }) => ({
      partition: from.partition,
      position,
      kafkaOffset: kafkaOffset ?? from.kafkaOffset,
      revision: from.revision + 1,
      followed: true,
    }));
    return { moved, anyParked: rows.some(({ parked }) => parked > 0) };
  }
}
