/** Destinations as a table: one that gets nothing stands out. */
import { type Cell, table } from './format.js';
import type { Intake } from './intake.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';
import { allOf, itemsOf } from './pages.js';

export type Destination = components['schemas']['Destination'];
/** To a key that only sends, no more is shown. */
type Shown = Destination | components['schemas']['DestinationState'];

export const isWhole = (shown: Shown): shown is Destination => 'breaker' in shown;

export const destinationsOf = (intake: Intake): Promise<Shown[]> =>
  allOf(itemsOf((query) => intake.ask((api) => api.GET('/v1/destinations', { params: { query } }))));

export const destinationTable = (destinations: Shown[], out: Output): string =>
  destinations.length === 0
    ? 'No destination is registered'
    : table([
        ['DESTINATION', 'STATE', 'BREAKER', 'RATE', 'AT ONCE', 'VERSION', 'URL'],
        ...destinations.map((each) => [each.name, stateOf(each, out), ...(isWhole(each) ? policyOf(each, out) : [])]),
      ]);

const policyOf = (each: Destination, out: Output): Cell[] => [
  breakerOf(each, out),
  each.ratePerSecond === null ? '-' : `${each.ratePerSecond}/s`,
  `${each.concurrency}`,
  `${each.version}`,
  each.url,
];

const stateOf = ({ state }: Shown, out: Output): Cell =>
  out.cell(({ active: 'green', paused: 'yellow', disabled: 'red' } as const)[state], state);

const breakerOf = ({ breaker }: Destination, out: Output): Cell =>
  breaker === 'closed' ? breaker : out.cell(breaker === 'open' ? 'red' : 'yellow', breaker);
