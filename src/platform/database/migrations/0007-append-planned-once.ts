/**
 * The same append, planned once a connection: before, PostgreSQL planned it anew for each call, which took three quarters of
 * the time of a short one. It takes and answers what it did: an older process goes on beside a newer one.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AppendPlannedOnce0007 implements MigrationInterface {
  readonly name = 'AppendPlannedOnce0000000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPEND);
  }

  async down(): Promise<void> {
    // What came before it did the same.
  }
}

/**
 * One group of commands, one call, one transaction (design §8). The lock serialises commits, so positions are
 * dense and in commit order. Everything is read in statements that start after the lock is held: under READ
 * COMMITTED each statement of a volatile function has a fresh snapshot, so it sees every earlier group.
 *
 * It runs with its owner's rights: that is what lets the application's role append without any right to INSERT,
 * and so without a way to choose a position of its own.
 *
 * One plan has to be right for a group of any size and a log of any length, also where it was made when the log was short:
 * every look into the log is a lateral one of a single row, and none may read the table from its beginning.
 */
const APPEND = `
  create or replace function intake.append(
    -- one element a command
    p_streams text[], p_hashes bigint[], p_expected integer[], p_counts integer[],
    p_destinations text[], p_owners text[], p_metadata text[],
    -- versions of other streams that commands decided on: distinct pairs, and which command relies on which
    p_guard_streams text[], p_guard_versions integer[], p_guarded_commands integer[], p_guarded_by integer[],
    -- one element an event, in the order of their commands
    p_ids uuid[], p_types text[], p_schema_versions smallint[], p_data text[]
  ) returns table (command integer, outcome text, version integer, "position" bigint, occurred_at timestamptz, twin uuid)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off as $$
  #variable_conflict use_column
  declare
    head bigint;
    at timestamptz(3);
    stale integer[] := '{}';
  begin
    perform pg_advisory_xact_lock(hashtext('intake.append'));

    select e.position, e.occurred_at into head, at from intake.events e order by e.position desc limit 1;
    head := coalesce(head, 0);
    at := greatest(clock_timestamp(), at);

    if cardinality(p_guard_streams) > 0 then
      stale := array(
        select r.command
          from unnest(p_guard_streams, p_guard_versions) with ordinality as g(stream, version, n)
          join unnest(p_guarded_commands, p_guarded_by) as r(command, guard) on r.guard = g.n
         where g.version <> coalesce(
                 (select e.version from intake.events e where e.stream = g.stream order by e.version desc limit 1), 0));
    end if;

    return query
    with asked as materialized (
      select c.*, coalesce(s.version, 0) as standing,
             coalesce(s.version, 0) = c.expected and c.n <> all (stale) as is_accepted
        from unnest(p_streams, p_hashes, p_expected, p_counts, p_destinations, p_owners, p_metadata)
             with ordinality as c(stream, hash, expected, count, destination, owner, metadata, n)
        left join lateral (
          select e.version from intake.events e where e.stream = c.stream order by e.version desc limit 1) s on true
    ),
    judged as materialized (
      select a.*, sum(a.count) over so_far - a.count as events_before,
             head + sum(a.count) filter (where a.is_accepted) over so_far - a.count as positions_before
        from asked a window so_far as (order by a.n rows unbounded preceding)
    ),
    inserted as (
      insert into intake.events
        (position, stream, version, id, type, schema_version, occurred_at, stream_hash, following, bytes,
         destination, owner, data, metadata)
      select j.positions_before + k, j.stream, j.expected + k, p_ids[j.events_before + k], p_types[j.events_before + k],
             p_schema_versions[j.events_before + k], at, j.hash, j.count - k,
             octet_length(p_data[j.events_before + k]), j.destination, j.owner, p_data[j.events_before + k]::json, j.metadata::json
        from judged j cross join lateral generate_series(1, j.count) as k
       where j.is_accepted
    )
    select j.n::integer,
           case when j.is_accepted then 'appended' when j.standing = j.expected then 'stale' else 'conflict' end,
           case when j.is_accepted then j.expected + j.count else j.standing end,
           case when j.is_accepted then j.positions_before + j.count else twin.position + twin.following end::bigint,
           case when j.is_accepted then at else twin.occurred_at end::timestamptz,
           twin.id
      from judged j
      -- the event that stands where this command wanted to write: its own, if an earlier call did commit.
      -- "offset 0" keeps it by itself: for what is accepted it is not looked for
      left join lateral (
        select e.id, e.position, e.following, e.occurred_at from intake.events e
         where not j.is_accepted and e.stream = j.stream and e.version = j.expected + 1 offset 0) twin on true
     order by j.n;
  end $$
`;
