/** The work on a read model that was begun last. */
import type { Operation, Projection } from '../../api/types.js';

export function latestOf({ name, version }: Projection, newestFirst: readonly Operation[]): Operation | null {
  const isOfIt = ({ kind, subject }: Operation) =>
    (kind === 'rebuild' || kind === 'verify') && subject.includes(`${name}.v${version}`);
  return newestFirst.find(isOfIt) ?? null;
}
