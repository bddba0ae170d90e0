/** The work on read models that was begun last. */
import type { Operation, Projection } from '../../api/types.js';
import { isOver } from '../../operations/use-operation.js';

const isWork = ({ kind }: Operation): boolean => kind === 'rebuild' || kind === 'verify';

/** On one of them. What runs on several at once is shown once, and not with each. */
export function latestOf({ name, version }: Projection, newestFirst: readonly Operation[]): Operation | null {
  const isOfIt = (operation: Operation) =>
    isWork(operation) &&
    operation.subject.includes(`${name}.v${version}`) &&
    (operation.subject.length === 1 || isOver(operation));
  return newestFirst.find(isOfIt) ?? null;
}

/** That which runs on several. */
export const runningOnSeveral = (operations: readonly Operation[]): Operation | null =>
  operations.find((each) => isWork(each) && each.subject.length > 1 && !isOver(each)) ?? null;
