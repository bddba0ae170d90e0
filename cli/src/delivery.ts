/** How the sending goes, of all destinations together: what waits, what was given up lately, and where it is stopped. */
import { type Destination, destinationsOf, isWhole } from './destinations.js';
import { type Cell, count, duration, table } from './format.js';
import type { Intake } from './intake.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';

type Statistics = components['schemas']['Statistics'];
type Counts = components['schemas']['StatisticsBucket']['counts'];

export interface Delivery {
  lastHour: Counts;
  queueDepth: number;
  /** Since when the oldest input waits; null: none does. */
  oldestPending: string | null;
  /** Those that are open or half-open. */
  openBreakers: Pick<Destination, 'name' | 'breaker'>[];
}

export async function deliveryOf(intake: Intake): Promise<Delivery> {
  const [statistics, destinations] = await Promise.all([statisticsOf(intake), destinationsOf(intake)]);
  const open = destinations.filter(isWhole).filter(({ breaker }) => breaker !== 'closed');
  return {
    lastHour: statistics.buckets.at(-1)!.counts,
    ...statistics.now,
    openBreakers: open.map(({ name, breaker }) => ({ name, breaker })),
  };
}

/** Asked for no time, Intake counts whole hours back from now by its own clock: the last one is the last hour. */
const statisticsOf = (intake: Intake): Promise<Statistics> =>
  intake.ask((api) => api.GET('/v1/stats', { params: { query: { step: '1h' } } }));

export const deliveryTable = (delivery: Delivery, now: number, out: Output): string =>
  table([
    ['DELIVERY', ''],
    ...countRows(delivery, out),
    ['waiting now', count(delivery.queueDepth)],
    ['oldest pending', oldest(delivery, now)],
    ['open breakers', breakers(delivery, out)],
  ]);

function countRows({ lastHour }: Delivery, out: Output): Cell[][] {
  const { received, delivered, failedAttempts, deadLettered } = lastHour;
  const said = (n: number) => `${count(n)} in the last hour`;
  return [
    ['accepted', said(received)],
    ['delivered', said(delivered)],
    ['failed attempts', said(failedAttempts)],
    ['dead-lettered', deadLettered > 0 ? out.cell('yellow', said(deadLettered)) : said(deadLettered)],
  ];
}

function oldest({ oldestPending }: Delivery, now: number): string {
  if (oldestPending === null) return 'nothing waits';
  // The clock of this machine may be behind that of Intake.
  return duration(Math.max(0, now - Date.parse(oldestPending)));
}

function breakers({ openBreakers }: Delivery, out: Output): Cell {
  if (openBreakers.length === 0) return 'none';
  const names = openBreakers.map(({ name, breaker }) => (breaker === 'open' ? name : `${name} (${breaker})`));
  return out.cell('yellow', names.join(', '));
}
