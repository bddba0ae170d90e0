/**
 * Who works on what. Guarantee: a claim is for one input at one version of its stream; it is given once, while the
 * destination's gate is locked, and only if that version is still the stream's last in the log (G8).
 */
import type { Pool } from 'pg';
import type { Attempt } from '../../events/shapes.js';
import { schemaOf } from '../../platform/database/read-model-schema.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { deliveries } from './deliveries.projection.js';

export interface Claim {
  inputId: string;
  version: number;
  destination: string;
  owner: string;
  /** Attempts made before. */
  attempts: number;
  inRun: number;
  /** Its place in the queue. */
  line: number;
  /** give-up: its destination is gone, there is nothing to send. */
  purpose: 'attempt' | 'give-up';
  /** Raised when the claim changes hands: only the newest holder may settle it. */
  epoch: number;
  /** The destination's version when the claim was given. */
  destinationVersion: number;
}

export interface ClaimOptions {
  destination: string;
  limit: number;
  /** How many of the destination's inputs may be under way at once, over all processes. */
  concurrency: number;
  leaseMs: number;
  /** What came in line before this position is given up: its destination was deleted. */
  givenUpBefore: number;
}

/** An attempt whose worker was not heard of in time. `owner` null: its outcome is in the log already. */
export type LostClaim = Omit<Claim, 'purpose' | 'owner'> & {
  owner: string | null;
  claimedAt: Attempt['startedAt'];
  /** Since then. */
  ageMs: number;
};

/** The to-do list's table, where this build's version of it stands. */
const TO_DO = `${schemaOf(deliveries.version)}.${deliveries.name}`;

const CLAIM = `
  with room as (
    select greatest(0, least($3, $4 - count(*)))::integer as places from intake.claims
     where destination = $1 and not settled and lease_until > clock_timestamp()
  ),
  due as (
    select d.* from ${TO_DO} d
     where d.destination = $1 and d.due_at <= clock_timestamp()
       and not exists (select from intake.claims c where c.input_id = d.input_id and c.stream_version = d.version)
       and d.version = (select e.version from intake.events e
                         where e.stream = 'input-' || d.input_id order by e.version desc limit 1)
     order by d.due_at, d.line limit (select places from room)
  ),
  version as (
    select coalesce((select e.version from intake.events e
                      where e.stream = 'destination-' || $1 order by e.version desc limit 1), 0) as now
  ),
  taken as (
    insert into intake.claims (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
    select input_id, due.version, case when line < $6 then 'give-up' else 'attempt' end, destination, version.now, $2,
           clock_timestamp() + $5 * interval '1 ms' from due, version
    on conflict do nothing returning input_id, purpose, destination_version, epoch
  )
  select d.input_id as "inputId", d.version, d.destination, d.owner, d.attempts, d.in_run as "inRun", d.line,
         t.purpose, t.destination_version as "destinationVersion", t.epoch
    from taken t join due d using (input_id) order by d.due_at, d.line`;

/** Each destination with something due: one step through the index a destination, however many inputs wait. */
const DUE_DESTINATIONS = `
  with recursive names as (
    (select destination from ${TO_DO} order by destination limit 1)
    union all
    select (select d.destination from ${TO_DO} d where d.destination > n.destination
             order by d.destination limit 1) from names n where n.destination is not null
  )
  select n.destination from names n
   where exists (select from ${TO_DO} d where d.destination = n.destination and d.due_at <= clock_timestamp())`;

const TAKE_OVER = `
  with lost as (
    select input_id, stream_version from intake.claims
     where not settled and purpose = 'attempt' and lease_until < clock_timestamp() and input_id <> all($2)
     order by lease_until limit 50 for update skip locked
  ),
  taken as (
    update intake.claims c set epoch = epoch + 1, worker = $1, lease_until = clock_timestamp() + interval '30 s'
      from lost where c.input_id = lost.input_id and c.stream_version = lost.stream_version
    returning c.*
  )
  select t.input_id as "inputId", t.stream_version as version, t.destination, t.epoch, t.claimed_at as "claimedAt",
         t.destination_version as "destinationVersion",
         (extract(epoch from clock_timestamp() - t.claimed_at) * 1000)::bigint as "ageMs",
         d.owner, coalesce(d.attempts, 0) as attempts, coalesce(d.in_run, 0) as "inRun", coalesce(d.line, 0) as line
    from taken t left join ${TO_DO} d
      on d.input_id = t.input_id and d.version = t.stream_version
     and d.version = (select e.version from intake.events e
                       where e.stream = 'input-' || d.input_id order by e.version desc limit 1)`;

export class Claims {
  private readonly gates = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly worker: string,
  ) {}

  async dueDestinations(): Promise<string[]> {
    const { rows } = await this.pool.query<{ destination: string }>({
      name: 'due-destinations',
      text: DUE_DESTINATIONS,
    });
    return rows.map(({ destination }) => destination);
  }

  /** Claims what is due for a destination, longest due first. */
  async take({ destination, limit, concurrency, leaseMs, givenUpBefore }: ClaimOptions): Promise<Claim[]> {
    await this.makeGate(destination);
    return inTransaction(this.pool, async (client) => {
      // A later statement sees what the one before us claimed; this one waits for it.
      await client.query({
        name: 'gate',
        text: 'select from intake.gates where destination = $1 for update',
        values: [destination],
      });
      const { rows } = await client.query<Claim>({
        name: 'claim',
        text: CLAIM,
        values: [destination, this.worker, limit, concurrency, leaseMs, givenUpBefore],
      });
      return rows;
    });
  }

  /** The outcome is in the log: the claim is kept until the to-do list is past it, so that nobody takes it again. */
  async settle({ inputId, version, epoch }: Pick<Claim, 'inputId' | 'version' | 'epoch'>): Promise<void> {
    await this.pool.query({
      name: 'claim-settle',
      text: 'update intake.claims set settled = true where input_id = $1 and stream_version = $2 and epoch = $3',
      values: [inputId, version, epoch],
    });
  }

  /** Nothing was sent: the input is free again. */
  async release({ inputId, version, epoch }: Pick<Claim, 'inputId' | 'version' | 'epoch'>): Promise<void> {
    await this.pool.query({
      name: 'claim-release',
      text: 'delete from intake.claims where input_id = $1 and stream_version = $2 and epoch = $3 and not settled',
      values: [inputId, version, epoch],
    });
  }

  /** Takes over attempts whose lease is over, but for those that are still in hand here: they know their outcome. */
  async takeOver(inHand: readonly string[]): Promise<LostClaim[]> {
    const { rows } = await this.pool.query<LostClaim>({
      name: 'claim-take-over',
      text: TAKE_OVER,
      values: [this.worker, inHand],
    });
    return rows;
  }

  /** Settled claims go once the to-do list is past them; one that sent nothing is free again when its lease is over. */
  async clear(): Promise<void> {
    await this.pool.query({
      name: 'claims-clear',
      text: `delete from intake.claims c where settled and not exists (
               select from ${TO_DO} d where d.input_id = c.input_id and d.version <= c.stream_version)
             or not settled and purpose <> 'attempt' and lease_until < clock_timestamp()`,
    });
  }

  private async makeGate(destination: string): Promise<void> {
    if (this.gates.has(destination)) return;
    await this.pool.query('insert into intake.gates (destination) values ($1) on conflict do nothing', [destination]);
    this.gates.add(destination);
  }
}
