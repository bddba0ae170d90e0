/**
 * A read model as it stands at one moment: its rows, its checkpoints, what is parked and skipped. Guarantee: all of it is
 * of the same moment, and of one table, whatever is written or swapped meanwhile.
 */
import type { ClientBase } from 'pg';
import { tableOf } from '../database/read-model-schema.js';
import { transaction } from '../database/transaction.js';
import { OperationFailed } from '../operations/operation.js';
import type { Place } from '../projector/left-out.js';
import { Progress } from '../projector/progress.js';
import type { Projection } from '../projector/projection.js';
import { skipsOf } from '../projector/skips.js';
import type { Limits } from './log-slice.js';

export interface Snapshot {
  /** Of each partition, how far its rows are. */
  limits: Limits;
  /** What the rows show at least. */
  position: number;
  parked: Place[];
  skipped: Place[];
}

/**
 * Copies the rows into `copy` (quoted and qualified). The lock comes first: a REPEATABLE READ transaction sees what was
 * there at its first query, and a table that is swapped out between the two would be seen empty.
 */
export function takeSnapshot(client: ClientBase, projection: Projection, copy: string): Promise<Snapshot> {
  const live = tableOf(projection);
  const work = async (): Promise<Snapshot> => {
    await client.query(`lock table ${live} in access share mode`);
    const standing = await new Progress(client).standing(projection);
    if (standing.length === 0) throw new OperationFailed('no process has begun to follow this read model');
    const snapshot: Snapshot = {
      limits: standing.map(({ checkpoint }) => checkpoint),
      position: Math.min(...standing.map(({ reached }) => reached)),
      parked: await parkedOf(client, projection),
      skipped: await skipsOf(client, projection),
    };
    await client.query(`create table ${copy} as table ${live}`);
    return snapshot;
  };
  return transaction(client, work, { begin: 'begin isolation level repeatable read' });
}

async function parkedOf(client: ClientBase, { name, version }: Projection): Promise<Place[]> {
  const { rows } = await client.query<Place>(
    'select stream, from_version as version from intake.parked where projection = $1 and version = $2',
    [name, version],
  );
  return rows;
}
