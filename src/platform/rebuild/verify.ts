/**
 * Proves that a read model equals the log (design §8, "Verify"). Guarantee: what it calls different is different, also
 * under load: both sides are of one moment, the rows and the checkpoints they stand for. With `repair` it puts that right.
 */
import type { Pool } from 'pg';
import type { OperationKind, Work } from '../operations/operation.js';
import { isByStream, type Projection } from '../projector/projection.js';
import { type BuildParts, projectionOf, withBuild } from './build.js';
import { type Comparison, compare } from './compare.js';
import { interruptibly } from './interruptibly.js';
import { rebuildProjection } from './rebuild.js';
import { repairRows } from './repair.js';
import { liveCopyOf, qualified } from './scratch-table.js';
import { takeSnapshot } from './snapshot.js';
import { Stages } from './stages.js';

const KEYS_TOLD = 100;
/** With more rows to put right, all are made anew. */
const MOST_REPAIRED = 10_000;

interface Verified extends Comparison {
  name: string;
  version: number;
  position: number;
  /** Streams that are compared up to the event that could not be applied, and no further. */
  parked: number;
  /** Rows put right. */
  repaired: number;
}

export class Verify implements OperationKind {
  readonly kind = 'verify';

  constructor(private readonly parts: BuildParts) {}

  async run(work: Work): Promise<Record<string, unknown>> {
    const { subject } = work.operation;
    const verified = (work.saved as Verified[] | null) ?? [];
    for (const [index, each] of subject.entries()) {
      if (index < verified.length) continue;
      verified.push(
        await this.verify(projectionOf(this.parts, each), work, new Stages(work, { index, of: subject.length })),
      );
      await work.save(verified);
    }
    return verified.length === 1 ? { ...verified[0]! } : together(verified);
  }

  private async verify(projection: Projection, work: Work, stages: Stages): Promise<Verified> {
    const copy = qualified(liveCopyOf(projection, work));
    const snapshot = (pool: Pool) =>
      interruptibly(pool, work.signal, (client) => takeSnapshot(client, projection, copy));
    const found = await withBuild(
      this.parts,
      projection,
      work,
      snapshot,
      async (build, { limits, position, parked }) => {
        const { pool, scratch, slices } = build;
        const upTo = Math.max(...limits);
        stages.enter('reading');
        stages.total(upTo);
        await slices.goTo(upTo, (reached) => stages.done(reached));
        stages.enter('comparing');
        const sides = { live: { ...scratch.shape, name: copy }, rebuilt: scratch.shape };
        const comparison = await interruptibly(pool, work.signal, (client) =>
          compare(client, sides, MOST_REPAIRED + 1),
        );
        return { ...comparison, position, parked: parked.length };
      },
    );
    const repaired = work.operation.options.repair ? await this.repair(projection, found.keys, work, stages) : 0;
    const { name, version } = projection;
    return { name, version, ...found, keys: found.keys.slice(0, KEYS_TOLD), repaired };
  }

  /** Answers how many rows it has put right. */
  private async repair(
    projection: Projection,
    keys: Record<string, unknown>[],
    work: Work,
    stages: Stages,
  ): Promise<number> {
    if (keys.length === 0) return 0;
    stages.enter('repairing');
    // Where rows span streams, there is no mending of one without the others.
    if (isByStream(projection) && keys.length <= MOST_REPAIRED) await repairRows(this.parts, projection, keys, work);
    else await rebuildProjection(this.parts, projection, work, stages);
    return keys.length;
  }
}

const together = (verified: readonly Verified[]): Record<string, unknown> => {
  const sum = (of: 'rows' | 'differing' | 'missing' | 'extra' | 'parked' | 'repaired') =>
    verified.reduce((total, each) => total + each[of], 0);
  return {
    rows: sum('rows'),
    differing: sum('differing'),
    missing: sum('missing'),
    extra: sum('extra'),
    parked: sum('parked'),
    repaired: sum('repaired'),
    projections: verified,
  };
};
