/** Whether a process can do its work as far as read models go. */
import type { CheckResult } from '../http/health.js';
import type { Lags } from './lag.js';
import type { Projection } from './projection.js';
import type { Registry } from './registry.js';

/** For who answers from them: until each has been filled once. */
export async function checkFilled(registry: Registry, projections: readonly Projection[]): Promise<CheckResult> {
  const found = await Promise.all(projections.map((each) => registry.find(each)));
  const building = projections.filter((_, index) => found[index]?.state !== 'live').map(({ name }) => name);
  return building.length === 0
    ? { ok: true, detail: 'all are filled' }
    : { ok: false, detail: `new to this log, and being filled: ${building.join(', ')}` };
}

/** For who fills them. What is paused is paused on purpose, and has no one to say it is stalled. */
export async function checkMoving(
  lags: Lags,
  registry: Registry,
  projections: readonly Projection[],
): Promise<CheckResult> {
  const stalled: string[] = [];
  for (const projection of projections) {
    const registered = await registry.find(projection);
    if (registered?.state !== 'live' || registered.paused) continue;
    if ((await lags.of(projection)).stalled) stalled.push(projection.name);
  }
  return stalled.length === 0
    ? { ok: true, detail: 'none is stalled' }
    : { ok: false, detail: `behind, and not moved for long: ${stalled.join(', ')}` };
}
