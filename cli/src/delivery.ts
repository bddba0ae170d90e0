/** How the sending goes, of all destinations together: what waits, what was given up lately, and where it is stopped. */
import { type Destination, destinationsOf, isWhole } from './destinations.js';
import { type Cell, count, duration, table } from './format.js';
import type { Intake } from './intake.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';

type Statistics = components['schemas']['Statistics'];

export interface Delivery {
  queueDepth: number;
  /** Since when the oldest input waits; null: none does. */
  oldestPending: string | null;
  deadLettersOfLastHour: number;
  /** Those that are open or half-open. */
  openBreakers: Pick<Destination, 'name' | 'breaker'>[];
}

export async function deliveryOf(intake: Intake): Promise<Delivery> {
  const [statistics, destinations] = await Promise.all([statisticsOf(intake), destinationsOf(intake)]);
  const open = destinations.filter(isWhole).filter(({ breaker }) => breaker !== 'closed');
  return {
    ...statistics.now,
    deadLettersOfLastHour: statistics.buckets.at(-1)!.counts.deadLettered,
    openBreakers: open.map(({ name, breaker }) => ({ name, breaker })),
  };
}

/** Asked for no time, Intake counts whole hours back from now by its own clock: the last one is the last hour. */
const statisticsOf = (intake: Intake): Promise<Statistics> =>
  intake.ask((api) => api.GET('/v1/stats', { params: { query: { step: '1h' } } }));

export const deliveryTable = (delivery: Delivery, now: number, out: Output): string =>
  table([
    ['DELIVERY', ''],
    ['waiting', waiting(delivery, now)],
    ['dead letters', deadLetters(delivery, out)],
    ['open breakers', breakers(delivery, out)],
  ]);

function waiting({ queueDepth, oldestPending }: Delivery, now: number): string {
  if (oldestPending === null) return count(queueDepth);
  // The clock of this machine may be behind that of Intake.
  return `${count(queueDepth)}, the oldest for ${duration(Math.max(0, now - Date.parse(oldestPending)))}`;
}

function deadLetters({ deadLettersOfLastHour: given }: Delivery, out: Output): Cell {
  const text = `${count(given)} in the last hour`;
  return given > 0 ? out.cell('yellow', text) : text;
}

function breakers({ openBreakers }: Delivery, out: Output): Cell {
  if (openBreakers.length === 0) return 'none';
  const names = openBreakers.map(({ name, breaker }) => (breaker === 'open' ? name : `${name} (${breaker})`));
  return out.cell('yellow', names.join(', '));
}
