/**
 * A read model as a function from events to rows. Everything in it is pure: no clock, no randomness, no input but
 * the row and the event, so that a rebuild gives the same rows, byte for byte (G7).
 */
import type { ObjectLiteral } from 'typeorm';
import type { EventType, RecordedEvent } from '../../events/event.js';

/** What an event makes of a row: null where there is none yet, or where none is left. */
export type RowChange<Row, T extends EventType> = (row: Row | null, event: RecordedEvent<T>) => Row | null;

/** A change of many rows at once, for what spans streams; `table` is quoted and qualified. */
export type SweepingChange<T extends EventType> = (
  event: RecordedEvent<T>,
  table: string,
) => { text: string; values: unknown[] };

export interface Lines<Row> {
  /** The names of the line that a row stands in; null: in none. */
  of(row: Row): string[] | null;
  /** Derives columns from the rows of these lines and from nothing else, so that doing it twice changes nothing. */
  arrange(lines: readonly string[][], table: string): { text: string; values: unknown[] };
}

interface ReadModelFold<Row extends ObjectLiteral> {
  /** The read model's noun; its table is called the same. */
  readonly name: string;
  /** Raised when the rows' shape or meaning changes. */
  readonly version: number;
  readonly entity: new () => Row;
  /** Primary key of the row that an event is about. */
  key(event: RecordedEvent): Partial<Row>;
  readonly on: { readonly [T in EventType]?: RowChange<Row, T> };
}

/** Every row belongs to one stream; partitions are followed in parallel, through Kafka. */
export interface StreamProjection<Row extends ObjectLiteral = ObjectLiteral> extends ReadModelFold<Row> {
  readonly follows: 'stream';
  /** The stream that a row belongs to: whatever is wrong with the row is put right by folding that stream. */
  streamOf(key: Partial<Row>): string;
}

/** Rows span streams; the log is followed in order. */
export interface SequenceProjection<Row extends ObjectLiteral = ObjectLiteral> extends ReadModelFold<Row> {
  readonly follows: 'sequence';
  /** Who follows it, if not the projector: a reaction whose own list it is, in its own processes. */
  readonly followedBy?: 'reaction';
  /** A row gathers what happens to many streams: it may be there before the first event of one of them. */
  readonly rowsSpanStreams?: true;
  /** Rows that stand in line with others: what is derived from their order is put right wherever a line has changed. */
  readonly lines?: Lines<Row>;
  readonly sweep?: { readonly [T in EventType]?: SweepingChange<T> };
}

export type Projection<Row extends ObjectLiteral = ObjectLiteral> = StreamProjection<Row> | SequenceProjection<Row>;

/** PostgreSQL cuts longer names of tables, and a rebuild's have an addition of 26. */
const NAME = /^[a-z][a-z0-9-]{0,34}$/;

const projections = new Map<string, Projection>();

export function defineProjection<Row extends ObjectLiteral>(projection: StreamProjection<Row>): StreamProjection<Row>;
export function defineProjection<Row extends ObjectLiteral>(
  projection: SequenceProjection<Row>,
): SequenceProjection<Row>;
export function defineProjection<Row extends ObjectLiteral>(projection: Projection<Row>): Projection<Row> {
  if (!NAME.test(projection.name)) throw new Error(`${projection.name} is no name of a read model: it must be ${NAME}`);
  if (projections.has(projection.name)) throw new Error(`two files define the projection ${projection.name}`);
  projections.set(projection.name, projection as unknown as Projection);
  return projection;
}

/** Every projection that has been loaded. */
export const definedProjections = (): Projection[] => [...projections.values()];

export const isByStream = <Row extends ObjectLiteral>(
  projection: Projection<Row>,
): projection is StreamProjection<Row> => projection.follows === 'stream';

/** By the projector role, as every read model that no reaction works from. */
export const isFollowedByProjector = <Row extends ObjectLiteral>(projection: Projection<Row>): boolean =>
  isByStream(projection) || projection.followedBy === undefined;

/** Before a stream's first event no row of it can be there. */
export const hasRowsBefore = <Row extends ObjectLiteral>(projection: Projection<Row>): boolean =>
  !isByStream(projection) && projection.rowsSpanStreams === true;

export const sweepFor = <Row extends ObjectLiteral>(
  projection: Projection<Row>,
  type: string,
): SweepingChange<never> | undefined => (isByStream(projection) ? undefined : projection.sweep?.[type as never]);

export const linesOf = <Row extends ObjectLiteral>(projection: Projection<Row>): Lines<Row> | undefined =>
  isByStream(projection) ? undefined : projection.lines;

/** One version of a read model: of older code, it may be known by nothing else. */
export type ReadModelVersion = Pick<Projection, 'name' | 'version'>;

/** How operations and processes name a version of a read model. */
export const subjectOf = ({ name, version }: ReadModelVersion): string => `${name}.v${version}`;
