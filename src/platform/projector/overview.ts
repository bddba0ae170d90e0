/** Read models as admins see them: where each stands, and whether anybody has to look. */
import { Problem } from '../http/problem.js';
import type { Operations } from '../operations/operations.js';
import type { Lag, Lags } from './lag.js';
import { definedProjections, type Projection, subjectOf } from './projection.js';
import type { Registry } from './registry.js';

export interface Overviewed extends Lag {
  name: string;
  version: number;
  state: 'live' | 'rebuilding' | 'paused' | 'stalled';
}

export function projectionNamed(name: string): Projection {
  const projection = definedProjections().find((each) => each.name === name);
  if (!projection) throw new Problem('not-found', 'there is no read model of this name');
  return projection;
}

export class Overview {
  constructor(
    private readonly lags: Lags,
    private readonly registry: Registry,
    private readonly operations: Operations,
  ) {}

  async of(projection: Projection): Promise<Overviewed> {
    const { name, version } = projection;
    const [lag, registered, running] = await Promise.all([
      this.lags.of(projection),
      this.registry.find(projection),
      this.operations.running(subjectOf(projection)),
    ]);
    const rebuilding = registered?.state === 'building' || running.some(({ kind }) => kind === 'rebuild');
    return { name, version, ...lag, state: stateOf({ rebuilding, paused: registered?.paused ?? false, ...lag }) };
  }
}

function stateOf(is: { rebuilding: boolean; paused: boolean; stalled: boolean }): Overviewed['state'] {
  if (is.rebuilding) return 'rebuilding';
  if (is.paused) return 'paused';
  return is.stalled ? 'stalled' : 'live';
}
