/** The events of an input, as the console reads them; contracts/events/ describes them in full. */
import type { Event } from '../api/types.js';

export interface Bytes {
  encoding: 'utf8' | 'base64';
  data: string;
}

interface Response {
  status: number;
  headers: string[][];
  contentType: string | null;
  body: Bytes;
  size: number;
  truncated: boolean;
  sha256: string;
}

export interface Attempt {
  number: number;
  startedAt: string;
  durationMs: number;
  outcome: string;
  error: string | null;
  destinationVersion: number;
  response: Response | null;
}

interface Of<T extends string, D> extends Omit<Event, 'type' | 'data'> {
  type: T;
  data: D & { destination: string; owner: string };
}

export type ReceivedData = {
  submittedBy: string;
  contentType: string | null;
  contentEncoding: string | null;
  body: Bytes;
  size: number;
  idempotencyKey: string | null;
  orderingKey: string | null;
  deliverAt: string | null;
  expiresAt: string | null;
};

export type InputFact =
  | Of<'InputReceived', ReceivedData>
  | Of<'InputAttemptFailed', { attempt: Attempt; delayMs: number | null }>
  | Of<'InputDelivered', { attempt: Attempt; latencyMs: number | null }>
  | Of<'InputDeadLettered', { reason: string }>
  | Of<'InputRetryRequested', { run: number; reason: string | null; expiresAt: string | null }>
  | Of<'InputCancelled', { reason: string | null }>
  | Of<'InputExpired', object>;

/** The stream and the list of an input have no others. */
export const asFacts = (events: readonly Event[]): InputFact[] => events as unknown as InputFact[];

export const INPUT_FACTS = [
  ...['InputReceived', 'InputAttemptFailed', 'InputDelivered', 'InputDeadLettered'],
  ...['InputRetryRequested', 'InputCancelled', 'InputExpired'],
] as const;

const SETTLING = new Set(['InputDelivered', 'InputDeadLettered', 'InputCancelled', 'InputExpired']);

/** Nothing more happens by itself after it. */
export const settles = ({ type }: { type: string }): boolean => SETTLING.has(type);

export const inputIdOf = ({ stream }: { stream: string }): string => stream.slice('input-'.length);
