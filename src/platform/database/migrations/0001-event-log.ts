/** The log and its append. The application's role may read events and call append, and nothing else (G15). */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EventLog0001 implements MigrationInterface {
  readonly name = 'EventLog0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table intake.log (
        only_row         boolean primary key default true check (only_row),
        log_id           uuid not null default gen_random_uuid(),
        partitions       integer not null check (partitions between 1 and 1000),
        encryption_check bytea,
        created_at       timestamptz not null default now()
      );

      create table intake.events (
        position       bigint primary key,
        stream         text collate "C" not null,
        version        integer not null,
        id             uuid not null,
        type           text not null,
        schema_version smallint not null,
        occurred_at    timestamptz(3) not null,
        -- CRC-32 of the stream's name: partition = stream_hash % partitions
        stream_hash    bigint not null,
        -- how many events of the same append come after this one: a reader in sequence never stops between them
        following      smallint not null,
        -- length of data's text: readers bound their pages by it
        bytes          integer not null,
        destination    text,
        owner          text,
        data           json not null,
        metadata       json not null,
        unique (stream, version)
      );
      -- for what is told of one destination or one owner, in order, from any position on
      create index on intake.events (destination, position) where destination is not null;
      create index on intake.events (owner, position) where owner is not null;

      create function intake.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'events are append-only' using errcode = 'insufficient_privilege';
      end $$;

      create trigger events_are_append_only before update or delete or truncate on intake.events
        for each statement execute function intake.refuse_change();
    `);
    await runner.query(APPEND);
    await runner.query(`revoke execute on function intake.append from public`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema intake cascade`);
  }
}

/**
 * One group of commands, one call, one transaction (design §8). The lock serialises commits, so positions are
 * dense and in commit order. Everything is read in statements that start after the lock is held: under READ
 * COMMITTED each statement of a volatile function has a fresh snapshot, so it sees every earlier group.
 *
 * It runs with its owner's rights: that is what lets the application's role append without any right to INSERT,
 * and so without a way to choose a position of its own.
 */
const APPEND = `
  create function intake.append(
    -- one element a command
    p_streams text[], p_hashes bigint[], p_expected integer[], p_counts integer[],
    p_destinations text[], p_owners text[], p_metadata text[],
    -- versions of other streams that commands decided on: distinct pairs, and which command relies on which
    p_guard_streams text[], p_guard_versions integer[], p_guarded_commands integer[], p_guarded_by integer[],
    -- one element an event, in the order of their commands
    p_ids uuid[], p_types text[], p_schema_versions smallint[], p_data text[]
  ) returns table (command integer, outcome text, version integer, "position" bigint, occurred_at timestamptz, twin uuid)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  #variable_conflict use_column
  declare
    head bigint;
    at timestamptz(3);
  begin
    perform pg_advisory_xact_lock(hashtext('intake.append'));

    select e.position, e.occurred_at into head, at from intake.events e order by e.position desc limit 1;
    head := coalesce(head, 0);
    at := greatest(clock_timestamp(), at);

    return query
    with asked as (
      select c.n as command, c.stream, c.hash, c.expected, c.count, c.destination, c.owner, c.metadata,
             sum(c.count) over (order by c.n) - c.count as events_before
        from unnest(p_streams, p_hashes, p_expected, p_counts, p_destinations, p_owners, p_metadata)
             with ordinality as c(stream, hash, expected, count, destination, owner, metadata, n)
    ),
    stale as (
      select distinct r.command
        from unnest(p_guard_streams, p_guard_versions) with ordinality as g(stream, version, n)
        join unnest(p_guarded_commands, p_guarded_by) as r(command, guard) on r.guard = g.n
       where g.version <> coalesce(
               (select e.version from intake.events e where e.stream = g.stream order by e.version desc limit 1), 0)
    ),
    judged as (
      select a.*, s.command is not null as is_stale,
             coalesce((select e.version from intake.events e
                        where e.stream = a.stream order by e.version desc limit 1), 0) as standing
        from asked a left join stale s using (command)
    ),
    accepted as (
      select j.*, head + sum(j.count) over (order by j.command) - j.count as positions_before
        from judged j
       where j.standing = j.expected and not j.is_stale
    ),
    inserted as (
      insert into intake.events
        (position, stream, version, id, type, schema_version, occurred_at, stream_hash, following, bytes,
         destination, owner, data, metadata)
      select a.positions_before + k, a.stream, a.expected + k, p_ids[a.events_before + k], p_types[a.events_before + k],
             p_schema_versions[a.events_before + k], at, a.hash, a.count - k,
             octet_length(p_data[a.events_before + k]), a.destination, a.owner, p_data[a.events_before + k]::json, a.metadata::json
        from accepted a cross join lateral generate_series(1, a.count) as k
    )
    select j.command::integer,
           case when a.command is not null then 'appended' when j.standing = j.expected then 'stale' else 'conflict' end,
           case when a.command is not null then j.expected + j.count else j.standing end,
           coalesce(a.positions_before + j.count, twin.position + twin.following)::bigint,
           case when a.command is not null then at else twin.occurred_at end::timestamptz,
           twin.id
      from judged j left join accepted a using (command)
      -- the event that stands where this command wanted to write: its own, if an earlier call did commit
      left join lateral (
        select e.id, e.position, e.following, e.occurred_at from intake.events e
         where a.command is null and e.stream = j.stream and e.version = j.expected + 1) twin on true
     order by j.command;
  end $$
`;
