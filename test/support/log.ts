/** Puts events into a test's log as an owner may: without commands, types or schemas. */
import type { Client } from 'pg';
import { newId } from '../../src/platform/ids.js';
import { streamHash } from '../../src/platform/store/partition.js';

export interface Written {
  stream: string;
  /** `SomethingHappened` where it is not said. */
  type?: string;
  data?: unknown;
  /** 1 where it is not said. */
  schemaVersion?: number;
  /** Now where it is not said. */
  occurredAt?: string;
  /** How many of the events given next belong to the same append. */
  following?: number;
}

/** Appends in the order given. */
export async function writeEvents(owner: Client, events: Written[]): Promise<void> {
  const streams = events.map(({ stream }) => stream);
  await owner.query(
    `with head as (select coalesce(max(position), 0) as at from intake.events),
          given as (select *, row_number() over (partition by stream order by n) as nth
                      from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::smallint[], $7::smallint[],
                                  $8::timestamptz[])
                           with ordinality as g(stream, hash, id, data, type, following, schema_version, at, n))
     insert into intake.events (position, stream, version, id, type, schema_version, occurred_at, stream_hash, following, bytes, data, metadata)
     select head.at + n, stream,
            nth + coalesce((select max(version) from intake.events e where e.stream = given.stream), 0),
            id, type, schema_version, coalesce(given.at, clock_timestamp()), hash, following, octet_length(data), data::json,
            '{"actor":"tester","correlationId":"c","causationId":null,"traceparent":null}'
       from given, head`,
    [
      streams,
      streams.map(streamHash),
      events.map(newId),
      events.map(({ data }, n) => JSON.stringify(data ?? { n })),
      events.map(({ type }) => type ?? 'SomethingHappened'),
      events.map(({ following }) => following ?? 0),
      events.map(({ schemaVersion }) => schemaVersion ?? 1),
      events.map(({ occurredAt }) => occurredAt ?? null),
    ],
  );
}

/** n events over some streams, in turn. */
export const some = (n: number, streams = 10): Written[] =>
  Array.from({ length: n }, (_, i) => ({ stream: `s-${i % streams}` }));
