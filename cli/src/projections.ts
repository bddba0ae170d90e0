/** The read models as a table: what stands still, or is set aside, stands out. */
import { behind } from './behind.js';
import { type Cell, count, table } from './format.js';
import type { Intake } from './intake.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';

export type Projection = components['schemas']['Projection'];

export const projectionsOf = (intake: Intake): Promise<Projection[]> =>
  intake.ask((api) => api.GET('/v1/admin/projections')).then(({ items }) => items);

/** Somebody has to look after it. */
export const needsCare = ({ state, parked }: Projection): boolean => state === 'stalled' || parked > 0;

export const projectionTable = (projections: Projection[], out: Output): string =>
  table([
    ['PROJECTION', 'STATE', 'POSITION', 'BEHIND', 'PARKED'],
    ...projections.map((each) => [
      `${each.name} v${each.version}`,
      stateOf(each, out),
      `${count(each.position)} of ${count(each.head)}`,
      behind(each),
      each.parked > 0 ? out.cell('red', count(each.parked)) : '0',
    ]),
  ]);

function stateOf({ state }: Projection, out: Output): Cell {
  if (state === 'live') return out.cell('green', state);
  return out.cell(state === 'stalled' ? 'red' : 'yellow', state);
}
