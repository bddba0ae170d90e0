/**
 * Makes read models anew from the log while the old ones serve (design §8, "Rebuild"). Guarantee (G7): what is swapped in
 * is the exact fold of the log; no server is called and nothing written to Kafka; cancelled or killed at any point, it
 * leaves the old one untouched and nothing behind.
 */
import type { Pool } from 'pg';
import { Backoff } from '../backoff.js';
import { tableOf } from '../database/read-model-schema.js';
import { OperationFailed, type OperationKind, type Work } from '../operations/operation.js';
import type { Projection } from '../projector/projection.js';
import { skipsOf } from '../projector/skips.js';
import { rest } from '../waiting.js';
import { type Build, type BuildParts, partitionsOf, projectionOf, withBuild } from './build.js';
import { interruptibly } from './interruptibly.js';
import { Stages } from './stages.js';
import { SkipsChanged, type Swap, trySwap } from './swap.js';

/** So close to the log's end that the rest can be read while the consumers are held. */
const CLOSE = 1_000;
/** PostgreSQL's own maintenance of a table gives way to whoever has waited for a second: from time to time it is asked to. */
const SHORT_WAIT_MS = 100;
const LONG_WAIT_MS = 1_200;
const LONG_EVERY = 5;

export class Rebuild implements OperationKind {
  readonly kind = 'rebuild';

  constructor(private readonly parts: BuildParts) {}

  /** One read model after the other; after a crash, those that are done stay done. */
  async run(work: Work): Promise<Record<string, unknown>> {
    const done = (work.saved as Rebuilt[] | null) ?? [];
    const { subject } = work.operation;
    for (const [index, each] of subject.entries()) {
      if (index < done.length) continue;
      const projection = projectionOf(this.parts, each);
      const position = await rebuildProjection(
        this.parts,
        projection,
        work,
        new Stages(work, { index, of: subject.length }),
      );
      done.push({ name: projection.name, version: projection.version, position });
      await work.save(done);
    }
    return { projections: done };
  }
}

/** Answers the position that the new rows stood at when they were swapped in. */
export async function rebuildProjection(
  parts: BuildParts,
  projection: Projection,
  work: Work,
  stages: Stages,
): Promise<number> {
  const partitions = partitionsOf(parts, projection);
  await refuseWhereUsed(parts.pool, projection);
  const prepare = async (pool: Pool) => ({ limits: null, parked: [], skipped: await skipsOf(pool, projection) });
  for (;;) {
    try {
      return await withBuild(parts, projection, work, prepare, (build, { skipped }) =>
        fillAndSwap(
          { projection, partitions, skipped, work, scratch: build.scratch, slices: build.slices },
          build,
          stages,
        ),
      );
    } catch (error) {
      if (!(error instanceof SkipsChanged)) throw error;
    }
  }
}

interface Rebuilt {
  name: string;
  version: number;
  /** What it stood at when it was swapped in. */
  position: number;
}

/** A view, say: it would be found at the very end, and be in the way of dropping the old table. */
async function refuseWhereUsed(pool: Pool, projection: Projection): Promise<void> {
  const { rows } = await pool.query<{ what: string }>(
    `select distinct r.ev_class::regclass::text as what from pg_depend d join pg_rewrite r on r.oid = d.objid
      where d.classid = 'pg_rewrite'::regclass and d.refobjid = to_regclass($1) and r.ev_class <> d.refobjid`,
    [tableOf(projection)],
  );
  if (rows.length === 0) return;
  const views = rows.map(({ what }) => what).join(', ');
  throw new OperationFailed(
    `${views} is made from the table of ${projection.name}: drop it, and make it again afterwards`,
  );
}

async function fillAndSwap(
  swap: Omit<Swap, 'reached' | 'lockTimeoutMs'>,
  { pool, reader, scratch, slices }: Build,
  stages: Stages,
): Promise<number> {
  const { signal } = swap.work;
  let reached = await reader.head();
  const goTo = async (head: number) => {
    stages.total(head);
    await slices.goTo(head, (position) => stages.done(position));
    reached = head;
  };
  stages.enter('reading');
  await goTo(reached);
  stages.enter('indexing');
  for (const statement of [...scratch.indexes, `analyze ${scratch.shape.name}`]) {
    await interruptibly(pool, signal, (client) => client.query(statement));
  }
  const backoff = new Backoff();
  for (let tries = 1; ; tries++) {
    stages.enter('catching up');
    for (let head = await reader.head(); head - reached > CLOSE; head = await reader.head()) await goTo(head);
    stages.enter('swapping');
    const lockTimeoutMs = tries % LONG_EVERY === 0 ? LONG_WAIT_MS : SHORT_WAIT_MS;
    const position = await trySwap(pool, { ...swap, reached, lockTimeoutMs });
    if (position !== null) return position;
    await rest(backoff.nextMs(), signal);
    signal.throwIfAborted();
  }
}
