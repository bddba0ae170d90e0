/** What an event of an input says about where the input stands: its stored status, and whether more comes by itself. */
import { type StoredStatus, settledStatuses } from '../views/input.js';

const LEADS_TO: ReadonlyMap<string, StoredStatus> = new Map<string, StoredStatus>([
  ['InputReceived', 'received'],
  ['InputAttemptFailed', 'retrying'],
  ['InputRetryRequested', 'retrying'],
  ['InputDelivered', 'delivered'],
  ['InputDeadLettered', 'deadLettered'],
  ['InputCancelled', 'cancelled'],
  ['InputExpired', 'expired'],
]);

/** Of events in order: the last one decides, since a retry opens again what was settled. */
export const isSettled = (events: readonly { type: string }[]): boolean =>
  settledStatuses.has(LEADS_TO.get(events.at(-1)?.type ?? '') ?? '');

/** The events that lead to one of these statuses. */
export const typesLeadingTo = (statuses: readonly StoredStatus[]): string[] =>
  [...LEADS_TO].filter(([, status]) => statuses.includes(status)).map(([type]) => type);
