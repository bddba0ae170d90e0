/**
 * A cancel takes the place that an attempt would take. Guarantee: while it has it, nobody claims the input at that
 * version for an attempt; and where an attempt was lost there, that one is recorded, by whoever has the newest epoch.
 */
import type { Pool } from 'pg';
import { newId } from '../../platform/ids.js';
import type { Lost } from '../lost-attempt.js';

export interface CancelClaim {
  inputId: string;
  version: number;
  destination: string;
  epoch: number;
  /** The attempt that was lost at this version, taken over with the claim. */
  lost: Lost | null;
}

/** Longer than an append takes, but for one that waits out its time and is asked again. */
const LEASE_MS = 15_000;

/** What was claimed for anything but an attempt, and was not heard of in time, is free; an attempt stays one. */
const TAKE = `
  insert into intake.claims as c (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
  values ($1, $2, 'cancel', $3, 0, $4, clock_timestamp() + $5 * interval '1 ms')
  on conflict (input_id, stream_version) do update
     set epoch = c.epoch + 1, worker = excluded.worker, lease_until = excluded.lease_until,
         purpose = case c.purpose when 'attempt' then 'attempt' else 'cancel' end
   where not c.settled and c.lease_until < clock_timestamp()
  returning purpose, epoch, claimed_at as "claimedAt", destination_version as "destinationVersion",
            (extract(epoch from clock_timestamp() - claimed_at) * 1000)::bigint as "lostForMs"`;

/** Whatever version it was claimed at. */
const IN_FLIGHT = `
  select (extract(epoch from max(lease_until) - clock_timestamp()) * 1000)::bigint as "leftMs" from intake.claims
   where input_id = $1 and purpose = 'attempt' and not settled and lease_until > clock_timestamp()`;

export class CancelClaims {
  private readonly worker = newId();

  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  /** null: somebody has it, and will be done with it. */
  async take(inputId: string, version: number, destination: string): Promise<CancelClaim | null> {
    const { rows } = await this.pool.query<Lost & { purpose: string; epoch: number }>({
      name: 'cancel-take',
      text: TAKE,
      values: [inputId, version, destination, this.worker, this.leaseMs],
    });
    if (!rows[0]) return null;
    const { purpose, epoch, ...lost } = rows[0];
    return { inputId, version, destination, epoch, lost: purpose === 'attempt' ? lost : null };
  }

  /** How long an attempt of the input may still be under way; null where none is. */
  async inFlightMs(inputId: string): Promise<number | null> {
    const { rows } = await this.pool.query<{ leftMs: number | null }>({
      name: 'cancel-in-flight',
      text: IN_FLIGHT,
      values: [inputId],
    });
    return rows[0]!.leftMs;
  }

  /**
   * false: an attempt may have been claimed in its place, since its lease was over. Who has claimed at this very moment is not
   * seen yet: taking the place again waits for the end of that, and where nobody has it, nobody comes any more.
   */
  async keep(claim: CancelClaim): Promise<boolean> {
    if (await this.settle(claim)) return true;
    const again = await this.take(claim.inputId, claim.version, claim.destination);
    return again !== null && this.settle(again);
  }

  /** It stays until the to-do list is past it. false: it was not ours any more, its lease was over. */
  private async settle({ inputId, version, epoch }: CancelClaim): Promise<boolean> {
    const { rowCount } = await this.pool.query({
      name: 'cancel-settle',
      // One that was made anew has the same epoch.
      text: `update intake.claims set settled = true, lease_until = clock_timestamp() + interval '10 s'
              where input_id = $1 and stream_version = $2 and epoch = $3 and worker = $4`,
      values: [inputId, version, epoch, this.worker],
    });
    return rowCount === 1;
  }
}
