/**
 * One worker's part of what is asked of many inputs, from where the one before it came to. Guarantee: each is asked once,
 * whoever dies or is doubled: what was asked and not saved is asked again, and its own stream knows that it was.
 */
import type { CommandBus } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import type { SelectQueryBuilder } from 'typeorm';
import type { EventMetadata } from '../events/event.js';
import { withPatience } from '../platform/database/patience.js';
import { toProblem } from '../platform/http/problem-mapper.js';
import type { Log } from '../platform/log.js';
import type { OperationKind, Work } from '../platform/operations/operation.js';
import { Progress } from '../platform/projector/progress.js';
import type { InputRow } from '../projections/inputs/input.entity.js';
import { inputs } from '../projections/inputs/inputs.projection.js';
import type { FoundPage, InputsFound } from '../projections/inputs/inputs-found.js';
import type { BulkOptions } from './bulk-inputs.js';
import type { BulkKind } from './bulk-kind.js';

export interface BulkParts {
  commands: CommandBus;
  found: InputsFound;
  pool: Pool;
  log: Log;
}

/** Where it goes on after a crash. */
interface Saved {
  /** Of the last input it is through with. */
  position: number;
  /** Who is asked now: found again they might not be, for what was asked of them has changed them. */
  asking: FoundPage | null;
  total: number;
  done: number;
  /** Could not be done, as the input or its destination stands. */
  skipped: number;
  /** A fault of ours. */
  failed: number;
  /** How many by the code of the problem. */
  reasons: Record<string, number>;
}

const AT_ONCE = 100;
const LOOK_AGAIN_MS = 1_000;

export class BulkRun implements OperationKind {
  readonly kind: string;
  private readonly progress: Progress;

  constructor(
    private readonly what: BulkKind,
    private readonly parts: BulkParts,
  ) {
    this.kind = what.kind;
    this.progress = new Progress(parts.pool);
  }

  async run(work: Work): Promise<Record<string, unknown>> {
    let at = (work.saved as Saved | null) ?? (await this.begin(work));
    const report = () => work.report({ done: at.done + at.skipped + at.failed, total: at.total, phase: 'asking' });
    for (report(); ; report()) {
      work.signal.throwIfAborted();
      const asking = at.asking ?? (await this.page(work, at.position));
      if (asking.last === null) break;
      await work.save({ ...at, asking });
      const outcomes = await Promise.all(asking.ids.map((id) => this.ask(work, id)));
      at = outcomes.reduce(counted, { ...at, position: asking.last, asking: null });
    }
    const { done, skipped, failed, reasons } = at;
    return { done, skipped, failed, reasons };
  }

  private async begin(work: Work): Promise<Saved> {
    work.report({ phase: 'waiting for the read model' });
    const { upTo } = optionsOf(work);
    while ((await this.progress.reach(inputs, upTo, LOOK_AGAIN_MS)) < upTo) work.signal.throwIfAborted();
    const total = await this.count(work);
    const saved: Saved = { position: 0, asking: null, total, done: 0, skipped: 0, failed: 0, reasons: {} };
    await work.save(saved);
    return saved;
  }

  private async count(work: Work): Promise<number> {
    const { filter, upTo } = optionsOf(work);
    const rows = await this.parts.found.by(filter);
    this.what.narrow(rows, filter);
    return rows.andWhere('input.position <= :upTo', { upTo }).getCount();
  }

  private page(work: Work, after: number): Promise<FoundPage> {
    const { filter, upTo } = optionsOf(work);
    const narrow = (rows: SelectQueryBuilder<InputRow>) => void this.what.narrow(rows, filter);
    return this.parts.found.page(filter, { after, upTo, limit: AT_ONCE, narrow });
  }

  private async ask(work: Work, id: string): Promise<Outcome> {
    const command = this.what.command(id, optionsOf(work), causedBy(work));
    try {
      await withPatience(() => this.parts.commands.execute(command), isBusy);
      return 'done';
    } catch (error) {
      if (isBusy(error)) throw error;
      const { code, status } = toProblem(error);
      if (status < 500) return { skipped: code };
      this.parts.log.error({ err: error, operation: work.operation.id, input: id }, 'one of many could not be asked');
      return { failed: code };
    }
  }
}

type Outcome = 'done' | { skipped: string } | { failed: string };

const optionsOf = ({ operation }: Work): BulkOptions => operation.options as unknown as BulkOptions;

const causedBy = ({ operation }: Work): EventMetadata => ({
  actor: operation.startedBy,
  correlationId: operation.id,
  causationId: null,
  traceparent: null,
});

/** The log takes nothing now, or the database is away: that says nothing of the input. */
const isBusy = (error: unknown): boolean => ['log-unavailable', 'overloaded'].includes(toProblem(error).code);

function counted(at: Saved, outcome: Outcome): Saved {
  if (outcome === 'done') return { ...at, done: at.done + 1 };
  const code = 'skipped' in outcome ? outcome.skipped : outcome.failed;
  const reasons = { ...at.reasons, [code]: (at.reasons[code] ?? 0) + 1 };
  return 'skipped' in outcome ? { ...at, skipped: at.skipped + 1, reasons } : { ...at, failed: at.failed + 1, reasons };
}
