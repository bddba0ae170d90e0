/** What people do, as it stands in the log (docs/audit.md): which events these are, what they are about, and why. */
import type { Event } from '../../api/types.js';

export const KINDS = {
  destinations: [
    ...(['DestinationRegistered', 'DestinationChanged', 'DestinationPaused', 'DestinationResumed'] as const),
    ...(['DestinationDisabled', 'DestinationEnabled', 'DestinationDeleted'] as const),
    ...(['DestinationSecretRotated', 'DestinationBreakerReset', 'TestRequested'] as const),
  ],
  sending: ['DeliveryPaused', 'DeliveryResumed'],
  keys: ['AccessKeyIssued', 'AccessKeyRevoked'],
  inputs: ['InputCancelled', 'InputRetryRequested'],
  operations: ['OperationStarted', 'OperationCancelRequested'],
  readModels: ['ProjectionPaused', 'ProjectionResumed', 'ProjectionEventRetried', 'ProjectionEventSkipped'],
  log: ['LogRestored'],
} as const;

export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

export const isKind = (text: string | undefined): text is Kind => text !== undefined && Object.hasOwn(KINDS, text);

/** As the log is asked for them. */
export const typesOf = (kind: Kind | null): string => (kind ? KINDS[kind] : Object.values(KINDS).flat()).join(',');

export interface Subject {
  text: string;
  /** Where more is told of it. */
  to?: string;
}

const ABOUT: [prefix: string, subject: (rest: string, data: Event['data']) => Subject][] = [
  ['destination-', (name) => ({ text: name, to: `/destinations/${name}` })],
  ['input-', (id) => ({ text: id, to: `/inputs/${id}` })],
  ['test-', (_, { destination }) => ({ text: `${destination}`, to: `/destinations/${destination}` })],
  ['access-key-', (id, { name }) => ({ text: typeof name === 'string' ? `${name} (${id})` : id, to: '/access-keys' })],
  ['operation-', (id, { kind, subject }) => ({ text: kind ? [kind, ...listed(subject)].join(' ') : id })],
  ['projection-', (name, { position }) => ({ text: position === undefined ? name : `${name} @ ${position}` })],
];

export function subjectOf({ stream, data }: Pick<Event, 'stream' | 'data'>): Subject | null {
  const found = ABOUT.find(([prefix]) => stream.startsWith(prefix));
  return found ? found[1](stream.slice(found[0].length), data) : null;
}

/** Why, as it was said; what an operation was told. */
export function noteOf({ data: { reason, options } }: Pick<Event, 'data'>): string {
  if (typeof reason === 'string') return reason;
  const said =
    options && typeof options === 'object' ? Object.entries(options).filter(([, value]) => value !== null) : [];
  return said
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

const listed = (subject: unknown): unknown[] => (Array.isArray(subject) ? subject : []);
