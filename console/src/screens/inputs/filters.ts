/** What the list is narrowed to: as it stands in the address, as it is asked for, and what it means for an input. */
import type { Input } from '../../api/types.js';
import { narrowingBy, type Search, sinceOf } from '../../routing/narrowing.js';

export const STATUSES = ['received', 'retrying', 'delivered', 'deadLettered', 'cancelled', 'expired'] as const;
type Status = (typeof STATUSES)[number];

const SINCE_MS = { '15m': 15 * 60_000, '1h': 3_600_000, '1d': 86_400_000, '7d': 7 * 86_400_000 };
export type Since = keyof typeof SINCE_MS;
export const SINCE = Object.keys(SINCE_MS) as Since[];

/** Of the address. */
const NAMES = ['status', 'destination', 'submittedBy', 'reason', 'orderingKey', 'idempotencyKey', 'held', 'since'];

export const { isNarrowed, cleared } = narrowingBy(NAMES);

export const chosenStatuses = ({ status = '' }: Search): Status[] => {
  const named = status.split(',');
  return STATUSES.filter((each) => named.includes(each));
};

export function toggled(search: Search, status: Status): string {
  const chosen = chosenStatuses(search);
  return (chosen.includes(status) ? chosen.filter((each) => each !== status) : [...chosen, status]).join(',');
}

/** As the list takes it. */
export function queryOf(search: Search, now: number) {
  const { destination, submittedBy, reason, orderingKey, idempotencyKey, held, since } = search;
  const status = chosenStatuses(search).join(',');
  const receivedAfter = sinceOf(since, SINCE_MS, now);
  return {
    ...(status && { status }),
    ...(destination && { destination }),
    ...(submittedBy && { submittedBy }),
    ...(reason && { reason }),
    ...(orderingKey && { orderingKey }),
    ...(idempotencyKey && { idempotencyKey }),
    ...(held === 'true' && { held: true as const }),
    ...(receivedAfter && { receivedAfter }),
  };
}

export type InputsQuery = ReturnType<typeof queryOf>;

/** As a command about many takes it: lists are lists. */
export function filterOf({ status, destination, submittedBy, reason, ...rest }: InputsQuery): object {
  const lists = Object.entries({ status, destination, submittedBy, reason });
  return { ...rest, ...Object.fromEntries(lists.flatMap(([name, text]) => (text ? [[name, text.split(',')]] : []))) };
}

/** Where nothing narrows the list, everything is meant. */
export function wantedOf(query: InputsQuery): { filter: object } | { all: true } {
  const filter = filterOf(query);
  return Object.keys(filter).length > 0 ? { filter } : { all: true };
}

/** null: that cannot be told from the input itself. */
export function fits(query: InputsQuery, input: Input): boolean | null {
  // What has come to its end is held back no more.
  if (query.held && input.settledAt !== null) return false;
  if (query.held || query.idempotencyKey) return null;
  const among = (list: string | undefined, value: string | null) => !list || list.split(',').includes(value ?? '');
  return (
    among(query.status, input.status) &&
    among(query.destination, input.destination) &&
    among(query.submittedBy, input.submittedBy) &&
    among(query.reason, input.reason) &&
    (!query.orderingKey || query.orderingKey === input.orderingKey) &&
    (!query.receivedAfter || input.receivedAt > query.receivedAfter)
  );
}

/** Then nothing that was further down comes up: an input comes into the list when it is received, and at no other time. */
export const onlyByComing = (query: InputsQuery): boolean => Object.keys(query).length === 0;

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
