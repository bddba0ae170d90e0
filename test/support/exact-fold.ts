/** Looks into a database beside the Intakes that run on it: the whole log, and whether read models are its exact fold (G6). */
import { expect } from '@jest/globals';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { RecordedEvent } from '../../src/events/event.js';
import { queryDataSource } from '../../src/platform/database/data-source.js';
import { withPatience } from '../../src/platform/database/patience.js';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import { discover } from '../../src/platform/discover.js';
import { foldRows, keyText } from '../../src/platform/projector/fold.js';
import { Progress } from '../../src/platform/projector/progress.js';
import { definedProjections, type Projection } from '../../src/platform/projector/projection.js';
import { partitionOf, streamHash } from '../../src/platform/store/partition.js';
import { recorded, STORED_EVENT } from '../../src/platform/store/stored-event.js';
import { patientPool } from './database.js';
import { until } from './until.js';

/** Every event, in order. */
export const readLog = (databaseUrl: string): Promise<RecordedEvent[]> =>
  withDatabase(databaseUrl, ({ manager }) => eventsOf(manager));

/** Waits until every projection by stream has reached what is now the end of the log. */
export async function caughtUp(databaseUrl: string, withinMs = 60_000): Promise<void> {
  await eventsAndProjections();
  const pool = patientPool({ url: databaseUrl, name: 'test', max: 1 });
  try {
    const { rows } = await pool.query<{ head: number }>('select max(position) as head from intake.events');
    const progress = new Progress(pool);
    for (const projection of byStream()) {
      await until(
        `${projection.name} has reached ${rows[0]!.head}`,
        async () => (await progress.position(projection)) >= rows[0]!.head,
        withinMs,
      );
    }
  } finally {
    await pool.end();
  }
}

/** In one snapshot: the rows of every projection by stream against the fold of the events up to its checkpoints. */
export async function expectExactFold(databaseUrl: string): Promise<void> {
  await withDatabase(databaseUrl, async (database) => {
    // Compared afterwards: a transaction that is idle for long is ended by PostgreSQL.
    const { events, models } = await database.transaction('REPEATABLE READ', async (manager) => ({
      models: await eachOf(byStream(), async (projection) => ({
        projection,
        checkpoints: await checkpointsOf(manager, projection),
        rows: await manager.find(projection.entity),
      })),
      events: await eventsOf(manager),
    }));
    for (const { projection, checkpoints, rows } of models) {
      const seen = events.filter(
        ({ stream, position }) => position <= checkpoints[partitionOf(streamHash(stream), checkpoints.length)]!,
      );
      const folded = [...foldRows(projection, seen).values()].flatMap(({ row }) => (row ? [row] : []));
      expect(byKey(database, projection, rows)).toEqual(byKey(database, projection, folded));
    }
  });
}

/** One after the other: they share a connection. */
async function eachOf<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const each of all) results.push(await work(each));
  return results;
}

let loaded: Promise<void> | undefined;

/** As Intake itself finds them. */
function eventsAndProjections(): Promise<void> {
  loaded ??= discover().then(() => placeInSchemas(definedProjections()));
  return loaded;
}

const byStream = (): Projection[] => definedProjections().filter(({ follows }) => follows === 'stream');

async function withDatabase<T>(url: string, use: (database: DataSource) => Promise<T>): Promise<T> {
  await eventsAndProjections();
  const entities = definedProjections().map(({ entity }) => entity);
  const database = await withPatience(() => queryDataSource(url, entities, 1).initialize());
  try {
    return await use(database);
  } finally {
    await database.destroy();
  }
}

async function eventsOf(manager: EntityManager): Promise<RecordedEvent[]> {
  const rows = await manager.query(`select ${STORED_EVENT} from intake.events order by position`);
  return rows.map(recorded);
}

/** In the order of partitions. */
async function checkpointsOf(manager: EntityManager, { name, version }: Projection): Promise<number[]> {
  const rows: { position: number }[] = await manager.query(
    'select position from intake.checkpoints where projection = $1 and version = $2 order by partition',
    [name, version],
  );
  return rows.map(({ position }) => position);
}

function byKey(database: DataSource, { entity }: Projection, rows: ObjectLiteral[]): Record<string, ObjectLiteral> {
  const { primaryColumns } = database.getMetadata(entity);
  const textOf = (row: ObjectLiteral) =>
    keyText(Object.fromEntries(primaryColumns.map(({ propertyName }) => [propertyName, row[propertyName]])));
  return Object.fromEntries(rows.map((row) => [textOf(row), { ...row }]));
}
