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

const on: Record<string, RowChange<CountRow, EventType>> = {
  SomethingHappened: (row, { stream, version }) => ({
    stream,
    count: Number(row?.count ?? 0) + 1,
    trail: next(row?.trail ?? 0, version),
  }),
};

const sweep: Record<string, SweepingChange<EventType>> = {
  CountsMultiplied: (_, table) => ({ text: `update ${table} set count = count * 10`, values: [] }),
};

const counts = { name: 'counts', version: 1, entity: CountRow, key: ({ stream }: RecordedEvent) => ({ stream }), on };

const BOTH: { stream: StreamProjection<CountRow>; sequence: SequenceProjection<CountRow> } = {
  stream: { ...counts, follows: 'stream', streamOf: ({ stream }) => stream! },
  sequence: { ...counts, follows: 'sequence', sweep },
};

export const countsBy = <F extends Projection['follows']>(follows: F) => BOTH[follows];

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
