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

interface Found extends Comparison {
  position: number;
  /** Streams that are compared up to the event that could not be applied, and no further. */
  parked: number;
}

interface Verified extends Found {
  name: string;
  version: number;
  /** Rows put right. */
  repaired: number;
}

/** What a next worker goes on with. */
interface Saved {
  verified: Verified[];
  /** Of the read model after those: it may have been put right in part. */
  found: Found | null;
}

export class Verify implements OperationKind {
  readonly kind = 'verify';

  constructor(private readonly parts: BuildParts) {}

  async run(work: Work): Promise<Record<string, unknown>> {
    const { subject, options } = work.operation;
    const saved = (work.saved as Saved | null) ?? { verified: [], found: null };
    const { verified } = saved;
    while (verified.length < subject.length) {
      const index = verified.length;
      const projection = projectionOf(this.parts, subject[index]!);
      const stages = new Stages(work, { index, of: subject.length });
      saved.found ??= await this.compare(projection, work, stages);
      await work.save(saved);
      const repaired = options.repair ? await this.repair(projection, saved.found, work, stages) : 0;
      const { name, version } = projection;
      verified.push({ name, version, ...saved.found, keys: saved.found.keys.slice(0, KEYS_TOLD), repaired });
      saved.found = null;
      await work.save(saved);
    }
    return verified.length === 1 ? { ...verified[0]! } : together(verified);
  }

  private compare(projection: Projection, work: Work, stages: Stages): Promise<Found> {
    const { signal } = work;
    const copy = qualified(liveCopyOf(projection, work));
    const snapshot = (pool: Pool) => interruptibly(pool, signal, (client) => takeSnapshot(client, projection, copy));
    return withBuild(this.parts, projection, work, snapshot, async ({ pool, scratch, slices }, taken) => {
      const upTo = Math.max(...taken.limits);
      stages.enter('reading');
      stages.total(upTo);
      await slices.goTo(upTo, (reached) => stages.done(reached));
      stages.enter('comparing');
      const sides = { live: { ...scratch.shape, name: copy }, rebuilt: scratch.shape };
      const comparison = await interruptibly(pool, signal, (client) => compare(client, sides, MOST_REPAIRED + 1));
      return { ...comparison, position: taken.position, parked: taken.parked.length };
    });
  }

  /** Answers how many rows it has put right. */
  private async repair(projection: Projection, found: Found, work: Work, stages: Stages): Promise<number> {
    const { keys, differing, missing, extra } = found;
    if (keys.length === 0) return 0;
    stages.enter('repairing');
    // Where rows span streams, there is no mending of one without the others.
    if (isByStream(projection) && keys.length <= MOST_REPAIRED) await repairRows(this.parts, projection, keys, work);
    else await rebuildProjection(this.parts, projection, work, stages);
    return differing + missing + extra;
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
