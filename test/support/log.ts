/** Puts events into a test's log as an owner may: without commands, types or schemas. */
import type { Client } from 'pg';
import { newId } from '../../src/platform/ids.js';
import { streamHash } from '../../src/platform/store/partition.js';

export interface Written {
  stream: string;
  data?: unknown;
}

/** Appends in the order given, each event an append of its own. */
export async function writeEvents(owner: Client, events: Written[]): Promise<void> {
  const streams = events.map(({ stream }) => stream);
  await owner.query(
    `with head as (select coalesce(max(position), 0) as at from intake.events),
          given as (select *, row_number() over (partition by stream order by n) as nth
                      from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[]) with ordinality as g(stream, hash, id, data, n))
     insert into intake.events (position, stream, version, id, type, schema_version, occurred_at, stream_hash, following, bytes, data, metadata)
     select head.at + n, stream,
            nth + coalesce((select max(version) from intake.events e where e.stream = given.stream), 0),
            id, 'SomethingHappened', 1, clock_timestamp(), hash, 0, octet_length(data), data::json,
            '{"actor":"tester","correlationId":"c","causationId":null,"traceparent":null}'
       from given, head`,
    [streams, streams.map(streamHash), events.map(newId), events.map(({ data }, n) => JSON.stringify(data ?? { n }))],
  );
}
