/**
 * Operations as those who ask for them see them. Guarantee: of several that want the same subject for themselves one is
 * started; a started one is worked on until it ends, whatever dies.
 */
import type { ClientBase, Pool } from 'pg';
import { Problem } from '../http/problem.js';
import { newId } from '../ids.js';
import { Wake } from '../wake.js';
import type { Operation } from './operation.js';

export interface NewOperation {
  kind: string;
  /** Only a process that knows all of it takes it on; and no other operation has any of it until this one ends. */
  subject: string[];
  options: Record<string, unknown>;
  startedBy: string;
  /** Where it was derived from an Idempotency-Key: an operation that has it already is answered, if it is the same. */
  twin?: { id: string; fingerprint: string };
}

/** `replayed`: it was started by an earlier request with the same key. */
export interface Started {
  operation: Operation;
  replayed: boolean;
}

/** `isAsked`: it is asked to end now, and was not before. */
export interface Cancelled {
  operation: Operation | null;
  isAsked: boolean;
}

export interface ListedOperations {
  /** Where the page before ended; null: from the newest one on. */
  before: { startedAt: string; id: string } | null;
  /** null: whoever started them. */
  startedBy: string | null;
}

export const OPERATION = `
  id, kind, subject, options, state, phase, done, total, rate, revision, started_by as "startedBy",
  started_at as "startedAt", finished_at as "finishedAt", result, error`;

/** Who asks for one more is told to wait for the end of another. */
const RETRY_AFTER_SECONDS = '10';

export class Operations {
  /** To be rung when there is one to be taken on. Only a hint: other processes poll. */
  readonly wake = new Wake();

  constructor(
    private readonly pool: Pool,
    /** Those that have not ended. */
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** It is there when the transaction of the client is committed. */
  async start(client: ClientBase, wanted: NewOperation): Promise<Started> {
    const { subject, twin } = wanted;
    const id = twin?.id ?? newId();
    const inserted = await insert(client, id, wanted);
    if (!inserted) return { operation: await this.twin(client, id, twin!.fingerprint), replayed: true };
    await this.refuseTooMany(client);
    await hold(client, id, subject);
    return { operation: inserted, replayed: false };
  }

  async find(id: string, client: Pick<ClientBase, 'query'> = this.pool): Promise<Operation | null> {
    const { rows } = await client.query<Operation>({
      name: 'operation',
      text: `select ${OPERATION} from intake.operations where id = $1`,
      values: [id],
    });
    return rows[0] ?? null;
  }

  /** Newest first; `before`: the last one of the page before. */
  async list(limit: number, { before, startedBy }: ListedOperations): Promise<Operation[]> {
    const { rows } = await this.pool.query<Operation>({
      name: 'operations',
      text: `select ${OPERATION} from intake.operations
              where ($1::timestamptz is null or (started_at, id) < ($1, $2::uuid)) and ($3::text is null or started_by = $3)
              order by started_at desc, id desc limit $4`,
      values: [before?.startedAt ?? null, before?.id ?? null, startedBy, limit],
    });
    return rows;
  }

  /** Those that work on the subject now. */
  async running(subject: string, client: Pick<ClientBase, 'query'> = this.pool): Promise<Operation[]> {
    const { rows } = await client.query<Operation>(
      `select ${OPERATION} from intake.operations
        where id in (select operation from intake.operation_holds where subject = $1)`,
      [subject],
    );
    return rows;
  }

  /**
   * When the transaction is committed, whoever works on it ends as soon as it notices; where nobody does, it is over then.
   * Answers it as it then stands; one that had ended before stays as it is.
   */
  async cancel(client: ClientBase, id: string): Promise<Cancelled> {
    const { rows } = await client.query<{ asked: boolean }>(
      `select cancel_requested as asked from intake.operations where id = $1 and state = 'running' for no key update`,
      [id],
    );
    await client.query(
      `update intake.operations
          set cancel_requested = true, revision = revision + 1,
              state = case when lease_until < clock_timestamp() then 'cancelled' else state end,
              finished_at = case when lease_until < clock_timestamp() then clock_timestamp() end,
              phase = case when lease_until < clock_timestamp() then null else phase end
        where id = $1 and state = 'running'`,
      [id],
    );
    await client.query(
      `delete from intake.operation_holds h using intake.operations o
        where h.operation = $1 and o.id = h.operation and o.state <> 'running'`,
      [id],
    );
    return { operation: await this.find(id, client), isAsked: rows[0]?.asked === false };
  }

  /** Those begun at the same moment do not see each other: there may be as many more as there are connections. */
  private async refuseTooMany(client: ClientBase): Promise<void> {
    const { rows } = await client.query<{ running: number }>(
      `select count(*) as running from intake.operations where state = 'running'`,
    );
    if (rows[0]!.running <= this.most) return;
    throw new Problem('too-many-at-once', `${this.most} operations have not ended yet`, {
      headers: { 'retry-after': RETRY_AFTER_SECONDS },
    });
  }

  private async twin(client: ClientBase, id: string, fingerprint: string): Promise<Operation> {
    const { rows } = await client.query<{ isSame: boolean }>(
      'select fingerprint is not distinct from $2 as "isSame" from intake.operations where id = $1',
      [id, fingerprint],
    );
    if (rows[0]!.isSame) return (await this.find(id, client))!;
    throw new Problem(
      'idempotency-key-reused',
      'an earlier request had the same Idempotency-Key and asked for more or less',
    );
  }
}

/** null: there is one with this id. */
async function insert(
  client: ClientBase,
  id: string,
  { kind, subject, options, startedBy, twin }: NewOperation,
): Promise<Operation | null> {
  const { rows } = await client.query<Operation>(
    `insert into intake.operations (id, kind, subject, options, started_by, fingerprint)
     values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning ${OPERATION}`,
    [id, kind, subject, JSON.stringify(options), startedBy, twin?.fingerprint ?? null],
  );
  return rows[0] ?? null;
}

async function hold(client: ClientBase, id: string, subject: readonly string[]): Promise<void> {
  const { rowCount } = await client.query(
    `insert into intake.operation_holds (subject, operation)
     select s, $2 from unnest($1::text[]) s order by s on conflict do nothing`,
    [subject, id],
  );
  if (rowCount !== subject.length) throw busy(subject);
}

const busy = (subject: readonly string[]): Problem =>
  new Problem(
    'state-conflict',
    `another operation works on ${subject.length > 1 ? 'one of them' : 'it'}: wait for its end, or cancel it`,
  );
