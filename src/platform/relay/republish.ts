/**
 * Has the relay publish the log again, from a position on: for a topic that was lost, cut or made anew. Guarantees: the
 * relay is set back once, whatever dies; who led it until then moves nothing any more; what comes to the log meanwhile
 * is published after it.
 */
import type { ClientBase, Pool } from 'pg';
import { withPatience } from '../database/patience.js';
import { inTransaction } from '../database/transaction.js';
import type { OperationKind, Work } from '../operations/operation.js';
import { rest } from '../waiting.js';
import { headsAt } from './heads.js';
import { beginEpoch, loadProgress, lockProgress } from './progress.js';

/** What a republish has for itself alone. */
export const RELAY = 'relay';

const POLL_MS = 250;

export type RepublishOptions = {
  /** The first position that is published again. */
  from: number;
};

/** Where the relay was before. */
interface Saved {
  checkpoint: number;
  heads: [number, number][];
}

export class Republish implements OperationKind {
  readonly kind = 'republish';

  constructor(
    private readonly pool: Pool,
    private readonly partitions: number,
  ) {}

  async run(work: Work): Promise<Record<string, unknown>> {
    const { from } = work.operation.options as RepublishOptions;
    const before = (work.saved as Saved | null) ?? (await this.setBack(work, from - 1));
    try {
      await this.watch(work, from - 1, before.checkpoint);
    } catch (error) {
      if (work.signal.reason === 'cancelled') await withPatience(() => this.putForward(work, before));
      throw error;
    }
    return { from, to: before.checkpoint };
  }

  private async setBack(work: Work, to: number): Promise<Saved> {
    // What the relay has not come to yet it publishes anyway; and beyond the log's end there is nothing to look for.
    const { checkpoint } = await loadProgress(this.pool);
    const heads = to < checkpoint ? await headsAt(this.pool, to, this.partitions, work.signal) : new Map();
    return inTransaction(this.pool, async (client) => {
      await work.fence(client);
      const before = await lockProgress(client);
      if (checkpoint > to && before.checkpoint > to) await beginEpoch(client, { checkpoint: to, heads });
      const saved = { checkpoint: before.checkpoint, heads: [...before.heads] };
      await work.save(saved, client);
      return saved;
    });
  }

  /** Until the relay is again where it was. */
  private async watch(work: Work, from: number, to: number): Promise<void> {
    work.report({ phase: 'publishing', total: Math.max(0, to - from) });
    for (;;) {
      const { checkpoint } = await loadProgress(this.pool);
      work.report({ done: Math.max(0, Math.min(checkpoint, to) - from) });
      if (checkpoint >= to) return;
      work.signal.throwIfAborted();
      await rest(POLL_MS, work.signal);
    }
  }

  private async putForward(work: Work, { checkpoint, heads }: Saved): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await work.fence(client, { alsoCancelled: true });
      const now = await lockProgress(client);
      if (now.checkpoint < checkpoint) await beginEpoch(client, { checkpoint, heads: new Map(heads) });
    });
  }
}

/** The whole log, under whatever lock the caller has. A republish that was under way is what now comes. */
export async function publishAllAnew(client: ClientBase): Promise<void> {
  await beginEpoch(client, { checkpoint: 0, heads: new Map() });
  await client.query(
    `with ended as (delete from intake.operation_holds where subject = $1 returning operation)
     update intake.operations set state = 'cancelled', cancel_requested = true, finished_at = clock_timestamp(),
            phase = null, saved = null, revision = revision + 1
      where id in (select operation from ended)`,
    [RELAY],
  );
}
