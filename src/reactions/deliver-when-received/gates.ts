/** Gates as rows. Guarantee: whoever changes one has it locked, from its look to the end of its transaction. */
import type { ClientBase, Pool } from 'pg';
import { inTransaction } from '../../platform/database/transaction.js';
import { type Experience, type Gate, learn } from './gate.js';

/** A gate, and PostgreSQL's clock. */
export interface TimedGate {
  gate: Gate;
  now: number;
}

type GateRow = Gate & { destination: string; now: number };
const inHand = ({ destination: _, now, ...gate }: GateRow): TimedGate => ({ gate, now });

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const time = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;

const SELECT = `
  select ${ms('next_at')} as "nextAt", version, failures, ${ms('open_until')} as "openUntil", opened, ramp,
         ${ms('retry_after_until')} as "retryAfterUntil", ${ms('clock_timestamp()')} as now, destination
    from intake.gates`;

const LOCK = { name: 'gate-lock', text: `${SELECT} where destination = $1 for update` };
const LOOK = { name: 'gates', text: `${SELECT} where destination = any($1)` };

const SAVE = {
  name: 'gate-save',
  text: `update intake.gates set next_at = ${time('$2')}, version = $3, failures = $4, open_until = ${time('$5')},
                opened = $6, ramp = $7, retry_after_until = ${time('$8')} where destination = $1`,
};

export class Gates {
  private readonly made = new Set<string>();

  constructor(private readonly pool: Pool) {}

  /** Made by whoever first needs it. */
  async make(destination: string): Promise<void> {
    if (this.made.has(destination)) return;
    await this.pool.query('insert into intake.gates (destination) values ($1) on conflict do nothing', [destination]);
    this.made.add(destination);
  }

  async lock(client: ClientBase, destination: string): Promise<TimedGate> {
    const { rows } = await client.query<GateRow>({ ...LOCK, values: [destination] });
    return inHand(rows[0]!);
  }

  /** Those that there are, by destination: to be shown. Nothing is locked, so nothing can be decided on them. */
  async look(destinations: readonly string[]): Promise<ReadonlyMap<string, TimedGate>> {
    if (destinations.length === 0) return new Map();
    const { rows } = await this.pool.query<GateRow>({ ...LOOK, values: [destinations] });
    return new Map(rows.map((row) => [row.destination, inHand(row)]));
  }

  async save(client: ClientBase, destination: string, gate: Gate): Promise<void> {
    const { nextAt, version, failures, openUntil, opened, ramp, retryAfterUntil } = gate;
    const values = [destination, nextAt, version, failures, openUntil, opened, ramp, retryAfterUntil];
    await client.query({ ...SAVE, values });
  }

  /** In the order they were made. */
  async learn(destination: string, experiences: readonly Experience[]): Promise<void> {
    await this.make(destination);
    await inTransaction(this.pool, async (client) => {
      const { gate, now } = await this.lock(client, destination);
      const learnt = experiences.reduce((standing, experience) => learn(standing, experience, now), gate);
      await this.save(client, destination, learnt);
    });
  }
}
