/** An operation in words. */
import { count, counted, duration, plain } from './format.js';
import type { components } from './openapi.js';

export type Operation = components['schemas']['Operation'];

export const isOver = ({ state }: Operation): boolean => state !== 'running';

export const titleOf = ({ kind, subject }: Pick<Operation, 'kind' | 'subject'>): string =>
  plain([kind, subject.length > 1 ? `${subject.length} read models` : subject[0]].filter(Boolean).join(' '));

/** What it counts. */
export const nounOf = ({ kind }: Pick<Operation, 'kind'>): string => (kind.endsWith('-inputs') ? 'input' : 'event');

/** Between 0 and 1; null while nobody knows. */
export const shareOf = ({ done, total }: Operation): number | null =>
  total === null ? null : total === 0 ? 1 : Math.min(1, done / total);

/** Everything but the title; what matters most stands first, for a narrow terminal cuts off the rest. */
export function progressOf(operation: Operation): string {
  const { phase, done, total, ratePerSecond, etaMs } = operation;
  if (phase === null) return 'waiting for its turn';
  const share = shareOf(operation);
  const noun = nounOf(operation);
  const parts = [
    plain(phase),
    share !== null && `${Math.floor(share * 100)} %`,
    etaMs !== null && `${duration(etaMs)} left`,
    ratePerSecond !== null && `${count(ratePerSecond)}/s`,
    total === null ? counted(done, noun) : `${count(done)} of ${counted(total, noun)}`,
  ];
  return parts.filter(Boolean).join(', ');
}
