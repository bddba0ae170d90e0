/** The groups of one reason together; the reason with the newest one first, as Intake gives them. */
import type { DeadLetters } from '../../api/types.js';

export interface Reason {
  reason: DeadLetters['reason'];
  count: number;
  groups: DeadLetters[];
}

export function byReason(groups: readonly DeadLetters[]): Reason[] {
  const reasons = new Map<DeadLetters['reason'], Reason>();
  for (const group of groups) {
    const { reason, count } = group;
    const known = reasons.get(reason) ?? { reason, count: 0, groups: [] };
    reasons.set(reason, { reason, count: known.count + count, groups: [...known.groups, group] });
  }
  return [...reasons.values()];
}
