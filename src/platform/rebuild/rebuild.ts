/**
 * Makes read models anew from the log while the old ones serve (design §8, "Rebuild"). Guarantee (G7): what is swapped in
 * is the exact fold of the log; no server is called and nothing written to Kafka; cancelled or killed at any point, it
 * leaves the old one untouched and nothing behind.
 */
import type { OperationKind, Work } from '../operations/operation.js';
import { type Projection, projectionOf } from '../projector/projection.js';
import { rest } from '../waiting.js';
import { type Build, type BuildParts, withBuild } from './build.js';
import { interruptibly } from './interruptibly.js';
import { Stages } from './stages.js';
import { trySwap } from './swap.js';

/** So close to the log's end that the rest can be read while the consumers are held. */
const CLOSE = 1_000;
const SWAP_AGAIN_MS = 100;

export class Rebuild implements OperationKind {
  readonly kind = 'rebuild';

  constructor(private readonly parts: BuildParts) {}

  /** One read model after the other; after a crash, those that are done stay done. */
  async run(work: Work): Promise<Record<string, unknown>> {
    const done = (work.saved as Rebuilt[] | null) ?? [];
    const { subject } = work.operation;
    for (const [index, each] of subject.entries()) {
      if (index < done.length) continue;
      const projection = projectionOf(each)!;
      const stages = new Stages(work, { index, of: subject.length });
      const rebuild = (build: Build) => rebuildOne(projection, build, work, stages, this.parts.partitions);
      const position = await withBuild(this.parts, projection, work, null, rebuild);
      done.push({ name: projection.name, version: projection.version, position });
      await work.save(done);
    }
    return { projections: done };
  }
}

interface Rebuilt {
  name: string;
  version: number;
  /** What it stood at when it was swapped in. */
  position: number;
}

async function rebuildOne(
  projection: Projection,
  { pool, reader, scratch, slices }: Build,
  work: Work,
  stages: Stages,
  partitions: number,
): Promise<number> {
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
    await interruptibly(pool, statement, work.signal);
  }
  for (;;) {
    stages.enter('catching up');
    for (let head = await reader.head(); head - reached > CLOSE; head = await reader.head()) await goTo(head);
    stages.enter('swapping');
    const position = await trySwap(pool, { projection, partitions, scratch, slices, work, reached });
    if (position !== null) return position;
    await rest(SWAP_AGAIN_MS, work.signal);
    work.signal.throwIfAborted();
  }
}
