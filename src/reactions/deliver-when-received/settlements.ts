/**
 * Attempts that have come to their end, many in one statement. Guarantee: a gate learns of failures before their claims make
 * room for others, and one that cannot learn holds up no other.
 */
import type { Pool } from 'pg';
import { Gathered } from '../../platform/gathered.js';
import type { Log } from '../../platform/log.js';
import type { Claim, ClaimKey } from './claim.js';
import { SETTLE } from './claim-statements.js';
import type { Experience } from './gate.js';
import type { Gates } from './gates.js';

interface Settled {
  claim: ClaimKey & Pick<Claim, 'destination'>;
  experience: Experience | null;
}

export class Settlements {
  private readonly settling = new Gathered<Settled, undefined>((settled) => this.settleAll(settled));

  constructor(
    private readonly pool: Pool,
    private readonly gates: Gates,
    private readonly log: Log,
  ) {}

  settle(claim: Settled['claim'], experience: Experience | null): Promise<void> {
    return this.settling.of({ claim, experience });
  }

  private async settleAll(settled: readonly Settled[]): Promise<undefined[]> {
    const experiences = byDestination(settled);
    const failing = [...experiences.keys()].filter((destination) => experiences.get(destination)!.some(isBadNews));
    await this.learn(failing, experiences);
    const working = [...experiences.keys()].filter((destination) => !failing.includes(destination));
    const { rows } = await this.pool.query<{ destination: string }>({
      name: 'claims-settle',
      text: SETTLE,
      values: [
        settled.map(({ claim }) => claim.inputId),
        settled.map(({ claim }) => claim.version),
        settled.map(({ claim }) => claim.epoch),
        settled.map(({ claim }) => claim.worker),
        working,
      ],
    });
    const troubled = rows.map(({ destination }) => destination);
    await this.learn(troubled, experiences);
    return settled.map(() => undefined);
  }

  /** What a gate does not learn now (somebody has it locked for too long), it learns from the next attempt. */
  private async learn(destinations: readonly string[], experiences: ReadonlyMap<string, Experience[]>): Promise<void> {
    const learning = destinations.map((destination) => this.gates.learn(destination, experiences.get(destination)!));
    for (const [index, learnt] of (await Promise.allSettled(learning)).entries()) {
      if (learnt.status === 'fulfilled') continue;
      const error = (learnt.reason as Error).message;
      this.log.warn({ destination: destinations[index], error }, 'a gate has not learnt how an attempt ended');
    }
  }
}

function byDestination(settled: readonly Settled[]): Map<string, Experience[]> {
  const grouped = new Map<string, Experience[]>();
  for (const { claim, experience } of settled) {
    if (experience === null) continue;
    grouped.set(claim.destination, [...(grouped.get(claim.destination) ?? []), experience]);
  }
  return grouped;
}

const isBadNews = ({ kind, retryAfterMs }: Experience): boolean => kind === 'failed' || retryAfterMs !== null;
