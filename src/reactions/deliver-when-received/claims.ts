/**
 * Who works on what. Guarantee: a claim is for one input at one version of its stream; it is given once, while the
 * destination's gate is locked, and only if that version is still the stream's last in the log (G8).
 */
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../../platform/database/transaction.js';
import { newId } from '../../platform/ids.js';
import type { Log } from '../../platform/log.js';
import type { Claim, ClaimKey, ClaimOptions, EndingClaim, LostClaim, Taken } from './claim.js';
import {
  BEGIN,
  CLAIM,
  CLAIM_ENDINGS,
  CLEAR,
  DUE_DESTINATIONS,
  GIVE_BACK,
  RELEASE,
  TAKE_OVER,
} from './claim-statements.js';
import { admit, type Demand, type Experience, give } from './gate.js';
import { Gates, type TimedGate } from './gates.js';
import { Settlements } from './settlements.js';

interface Demanded {
  places: number;
  atOnce: number;
  onlyIfOpen: boolean;
}

export class Claims {
  private readonly gates: Gates;
  private readonly settlements: Settlements;
  /** Takes that were not heard of, and where they were made: they may have claimed what nobody works on. */
  private readonly unheard = new Map<string, string>();

  constructor(
    /** Its statements are pipelined. */
    private readonly pool: Pool,
    /** Not durable: a settled claim that is not after a crash is taken over, and then its outcome is found in the log. */
    folding: Pool,
    private readonly worker: string,
    private readonly log: Log,
  ) {
    this.gates = new Gates(pool);
    this.settlements = new Settlements(folding, this.gates, log);
  }

  async dueDestinations(): Promise<string[]> {
    const { rows } = await this.pool.query<{ destination: string }>({
      name: 'due-destinations',
      text: DUE_DESTINATIONS,
    });
    return rows.map(({ destination }) => destination);
  }

  /** Claims what is due for a destination and what its gate lets through, longest due first. */
  async take(options: ClaimOptions): Promise<Taken> {
    await this.gates.make(options.destination);
    const taker = newId();
    try {
      const taken = options.policy.ratePerSecond === null ? await this.takeThroughOpenGate(options, taker) : null;
      return taken ?? (await this.takeByRule(options, taker));
    } catch (error) {
      this.unheard.set(taker, options.destination);
      throw error;
    }
  }

  /** What may have been claimed behind a connection that was lost is free again: nothing of it was sent. */
  async giveBack(): Promise<void> {
    await Promise.all([...this.unheard].map(([taker, destination]) => this.giveBackOf(taker, destination)));
  }

  /** One that cannot be given back now holds up no other, and is tried again. */
  private async giveBackOf(taker: string, destination: string): Promise<void> {
    try {
      await inTransaction(this.pool, async (client) => {
        // Who claims has it locked to the end: what is about to be committed is waited for, and found.
        await this.gates.lock(client, destination);
        await client.query({ name: 'claims-give-back', text: GIVE_BACK, values: [destination, taker] });
      });
      this.unheard.delete(taker);
    } catch (error) {
      this.log.debug({ destination, error: (error as Error).message }, 'claims could not be given back now');
    }
  }

  /** In two round trips. null: the gate keeps something back, and the rule has to look at it. */
  private async takeThroughOpenGate(options: ClaimOptions, taker: string): Promise<Taken | null> {
    const { destination, limit, policy } = options;
    const client = await this.pool.connect();
    try {
      // Sent together, answered in order: the claim sees what was claimed before the lock was ours.
      const [, , found] = await Promise.all([
        client.query(BEGIN),
        this.gates.lock(client, destination),
        this.insert(client, options, taker, { places: limit, atOnce: policy.concurrency, onlyIfOpen: true }),
      ]);
      // Not with the others: claims that nobody has heard of in time must not be committed behind our back.
      await client.query('commit');
      client.release();
      const claims = found.rows.map((claim) => ({ ...claim, startInMs: 0 }));
      return found.isOpen ? { claims, mayBeMore: claims.length === found.room } : null;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  private takeByRule(options: ClaimOptions, taker: string): Promise<Taken> {
    const { destination, version, policy, limit } = options;
    const take = async (client: ClientBase): Promise<Taken> => {
      const locked = await this.gates.lock(client, destination);
      const demand = { ...policy, version, now: locked.now, wanted: limit };
      const { places, atOnce } = admit(locked.gate, demand);
      if (places === 0) return { claims: [], mayBeMore: false };
      // A later statement sees what the one before us claimed; our lock has waited for it.
      const { rows, room } = await this.insert(client, options, taker, { places, atOnce, onlyIfOpen: false });
      const startInMs = await this.give(client, destination, locked, demand, rows.length);
      const claims = rows.map((claim, index) => ({ ...claim, startInMs: startInMs[index]! }));
      return { claims, mayBeMore: rows.length === room };
    };
    return inTransaction(this.pool, take, { begin: BEGIN });
  }

  /** Takes what is to end and nobody has begun to deliver. */
  async takeEndings(limit: number, leaseMs: number): Promise<EndingClaim[]> {
    const { rows } = await this.pool.query<EndingClaim>({
      name: 'claim-endings',
      text: CLAIM_ENDINGS,
      values: [this.worker, limit, leaseMs],
    });
    return rows;
  }

  /**
   * Only once the outcome is in the log, which keeps the input from being taken again. The gate learns what the attempt has
   * told of the destination.
   */
  settle(claim: ClaimKey & Pick<Claim, 'destination'>, experience: Experience | null = null): Promise<void> {
    return this.settlements.settle(claim, experience);
  }

  /** Nothing was sent: the input is free again. */
  async release({ inputId, version, epoch, worker }: ClaimKey): Promise<void> {
    await this.pool.query({ name: 'claim-release', text: RELEASE, values: [inputId, version, epoch, worker] });
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

  async clear(): Promise<void> {
    await this.pool.query({ name: 'claims-clear', text: CLEAR });
  }

  private async insert(client: ClientBase, options: ClaimOptions, taker: string, demanded: Demanded) {
    const { places, atOnce, onlyIfOpen } = demanded;
    const { destination, version, leaseMs, policy } = options;
    const passesDead = policy.onDeadOrderingKey === 'skip';
    const { rows } = await client.query<Omit<Claim, 'startInMs'> & { room: number; isOpen: boolean }>({
      name: 'claim',
      text: CLAIM,
      values: [destination, taker, places, atOnce, leaseMs, passesDead, onlyIfOpen, version],
    });
    const { room, isOpen } = rows[0]!;
    return { room, isOpen, rows: rows.filter(({ inputId }) => inputId !== null) };
  }

  private async give(
    client: ClientBase,
    destination: string,
    { gate }: TimedGate,
    demand: Demand,
    taken: number,
  ): Promise<number[]> {
    const given = give(gate, demand, taken);
    if (given.gate !== gate && taken > 0) await this.gates.save(client, destination, given.gate);
    return given.startInMs;
  }
}
