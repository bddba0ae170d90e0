/**
 * A read model that counts each stream's events, and a fold of the log to compare it with: an event that is applied
 * twice, left out or out of order shows in its rows for ever.
 */
import { expect } from '@jest/globals';
import type { Client } from 'pg';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import { defineEvent, type EventType, type RecordedEvent } from '../../src/events/event.js';
import { placeInSchemas } from '../../src/platform/database/read-model-schema.js';
import type {
  Projection,
  RowChange,
  SequenceProjection,
  StreamProjection,
  SweepingChange,
} from '../../src/platform/projector/projection.js';

defineEvent('SomethingHappened', { version: 1, data: z.unknown() });
/** Concerns every row: each count becomes tenfold. */
defineEvent('CountsMultiplied', { version: 1, data: z.unknown() });

@Entity('counts')
export class CountRow {
  @PrimaryColumn({ type: 'text' })
  stream: string;

  @Column({ type: 'bigint' })
  count: number;

  /** A digest of the versions in the order they were applied. */
  @Column({ type: 'integer' })
  trail: number;
}

/** Data that makes an event one that cannot be applied, and where it fails. */
export type Poison = { poison: 'fold' | 'key' | 'number' | 'text' | 'sweep' | 'sweeping statement' };

/** More than its column takes. */
const SPOILED = 2 ** 40;

const poisonOf = ({ data }: RecordedEvent): string | undefined => (data as Partial<Poison> | null)?.poison;

function spoiled(row: CountRow, poison: string | undefined): CountRow {
  if (poison === 'fold') throw new Error('this event cannot be counted');
  if (poison === 'number') return { ...row, trail: SPOILED };
  return poison === 'text' ? { ...row, stream: `${row.stream}\0` } : row;
}

type Of = (event: RecordedEvent) => string | undefined;

const countOf = (poison: Of): Record<string, RowChange<CountRow, EventType>> => ({
  SomethingHappened: (row, event) => {
    const { stream = event.stream, count = 0, trail = 0 } = row ?? {};
    // What is spoiled stays so: a later event of the same batch does not heal it.
    const on = trail === SPOILED ? trail : next(trail, event.version);
    return spoiled({ stream, count: Number(count) + 1, trail: on }, poison(event));
  },
});

const sweepOf = (poison: Of): Record<string, SweepingChange<EventType>> => ({
  CountsMultiplied: (event, table) => {
    if (poison(event) === 'sweep') throw new Error('this event cannot be swept');
    const by = poison(event) === 'sweeping statement' ? '1 / 0' : '10';
    return { text: `update ${table} set count = count * ${by}`, values: [] };
  },
});

const countsWhere = (poison: Of): { stream: StreamProjection<CountRow>; sequence: SequenceProjection<CountRow> } => {
  const counts = {
    name: 'counts',
    version: 1,
    entity: CountRow,
    key: (event: RecordedEvent) => {
      if (poison(event) === 'key') throw new Error('this event has no key');
      return { stream: event.stream };
    },
    on: countOf(poison),
  };
  return {
    stream: { ...counts, follows: 'stream', streamOf: ({ stream }) => stream! },
    sequence: { ...counts, follows: 'sequence', sweep: sweepOf(poison) },
  };
};

const AS_IT_IS = countsWhere(poisonOf);
const MENDED = countsWhere(() => undefined);

export const countsBy = <F extends Projection['follows']>(follows: F) => AS_IT_IS[follows];

/** The same after a repair: nothing is poison to it. */
export const mendedCountsBy = <F extends Projection['follows']>(follows: F) => MENDED[follows];

placeInSchemas([countsBy('stream')]);

const next = (trail: number, version: number): number => (trail * 31 + version) % 1_000_003;

interface Folded {
  position: number;
  stream: string;
  version: number;
  type: string;
  hash: number;
}

/** The rows equal the log, or the part of it that counts, folded one event after the other. */
export async function expectExactFold(owner: Client, counts: (event: Folded) => boolean = () => true): Promise<void> {
  const { rows } = await owner.query<CountRow>('select stream, count::integer, trail from read_v1.counts');
  const { rows: events } = await owner.query<Folded>(
    `select position::integer, stream, version, type, stream_hash::float as hash from intake.events order by position`,
  );
  expect(new Map(rows.map((row) => [row.stream, row]))).toEqual(foldOneByOne(events.filter(counts)));
}

/** The rows equal the fold up to the checkpoints; of parked streams up to their markers; what is skipped left out (G6). */
export async function expectExactToMarkers(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ position: number }>(`
    select e.position::integer
      from intake.events e
      join intake.checkpoints c
        on c.partition = e.stream_hash % (select count(*) from intake.checkpoints where projection = 'counts')
      left join intake.parked p on (p.projection, p.version, p.stream) = (c.projection, c.version, e.stream)
      left join intake.skips s
        on (s.projection, s.version, s.stream, s.stream_version) = (c.projection, c.version, e.stream, e.version)
     where c.projection = 'counts' and e.position <= c.position
       and (p.from_version is null or e.version < p.from_version) and s.position is null`);
  const applied = new Set(rows.map(({ position }) => position));
  await expectExactFold(owner, ({ position }) => applied.has(position));
}

function foldOneByOne(events: Folded[]): Map<string, CountRow> {
  const folded = new Map<string, CountRow>();
  for (const { stream, version, type } of events) {
    if (type === 'CountsMultiplied') for (const row of folded.values()) row.count *= 10;
    if (type !== 'SomethingHappened') continue;
    const row = folded.get(stream) ?? { stream, count: 0, trail: 0 };
    folded.set(stream, { stream, count: row.count + 1, trail: next(row.trail, version) });
  }
  return folded;
}
