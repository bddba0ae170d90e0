/**
 * What an event is. Every other file of this folder states one fact and adds its own line to the catalogue
 * by declaration merging, so the list of all facts is the folder listing and nothing else.
 */
import type { z } from 'zod';

/** Event type → shape of its data. Each event file merges its own line in. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging from every event file
export interface EventCatalogue {}

export type EventType = keyof EventCatalogue & string;

/** A fact that a rule has decided on and that is not in the log yet. */
export type NewEvent<T extends EventType = EventType> = { [K in T]: { type: K; data: EventCatalogue[K] } }[T];

/** Who caused an event, and what it belongs to. `traceparent` is W3C trace context. */
export interface EventMetadata {
  actor: string;
  correlationId: string;
  causationId: string | null;
  traceparent: string | null;
}

/** An event as the log holds it. `position` is dense over the whole log, `version` dense in its stream. */
export type RecordedEvent<T extends EventType = EventType> = NewEvent<T> & {
  position: number;
  id: string;
  stream: string;
  version: number;
  schemaVersion: number;
  /** RFC 3339 in UTC, milliseconds. */
  occurredAt: string;
  metadata: EventMetadata;
};

/** How data written by an older version becomes the next one; keyed by the version it starts from. */
export type Upcasters = Readonly<Record<number, (data: unknown) => unknown>>;

export interface EventDefinition<T extends string = string, S extends z.ZodType = z.ZodType> {
  readonly type: T;
  readonly schemaVersion: number;
  readonly schema: S;
  readonly upcasters: Upcasters;
  /** Makes the event; the compiler holds its data to the schema. */
  of(data: z.infer<S>): { type: T; data: z.infer<S> };
}

const definitions = new Map<string, EventDefinition>();

/** Declares a fact. Versions start at 1; a higher one needs an upcaster from each older one. */
export function defineEvent<T extends string, S extends z.ZodType>(
  type: T,
  { version, data, upcasters = {} }: { version: number; data: S; upcasters?: Upcasters },
): EventDefinition<T, S> {
  if (definitions.has(type)) throw new Error(`two files define the event ${type}`);
  if (!Number.isInteger(version) || version < 1) throw new Error(`${type} has no version: they start at 1`);
  for (let from = 1; from < version; from++) {
    if (!upcasters[from]) throw new Error(`${type} is at version ${version} but cannot lift version ${from}`);
  }
  const definition: EventDefinition<T, S> = {
    type,
    schemaVersion: version,
    schema: data,
    upcasters,
    of: (value) => ({ type, data: value }),
  };
  definitions.set(type, definition as unknown as EventDefinition);
  return definition;
}

/** Every event type that has been loaded, by name. */
export function eventDefinitions(): ReadonlyMap<string, EventDefinition> {
  return definitions;
}

/** The definition of an event type. Throws on one that this build does not know: it must never be skipped. */
export function definitionOf(type: string): EventDefinition {
  const definition = definitions.get(type);
  if (!definition) throw new UnknownEventError(type);
  return definition;
}

/** Lifts stored data to the version this build works with. */
export function upcast(type: string, schemaVersion: number, data: unknown): unknown {
  const { schemaVersion: current, upcasters } = definitionOf(type);
  if (schemaVersion > current) throw new UnknownEventError(`${type} version ${schemaVersion}`);
  let lifted = data;
  for (let from = schemaVersion; from < current; from++) lifted = upcasters[from]?.(lifted);
  return lifted;
}

/** An event type or version from a newer build. */
export class UnknownEventError extends Error {
  constructor(what: string) {
    super(`this build does not know the event ${what}; a newer one wrote it`);
    this.name = 'UnknownEventError';
  }
}
