/** The claims' SQL. Times that bound an index are the statement's: PostgreSQL would look at every row for a volatile one. */
import { DELIVERY_STREAM } from '../../commands/delivery-switch.js';
import { schemaOf } from '../../platform/database/read-model-schema.js';
import { deliveries } from './deliveries.projection.js';

/** The to-do list's table, where this build's version of it stands. */
export const TO_DO = `${schemaOf(deliveries.version)}.${deliveries.name}`;

/** Somebody has it at this version already, or had. */
const CLAIMED = `exists (select from intake.claims c where c.input_id = d.input_id and c.stream_version = d.version)`;

/** The to-do list may be behind: what it says holds only for a version that is still the last one in the log. */
const NEWEST = `d.version = (
  select e.version from intake.events e where e.stream = 'input-' || d.input_id order by e.version desc limit 1)`;

/** The version that a destination has in the log now; 0: none. */
export const versionOf = (destination: string): string => `coalesce((
  select e.version from intake.events e where e.stream = 'destination-' || ${destination}
   order by e.version desc limit 1), 0)`;

/** The one switch for all sending. */
const ALL_PAUSED = `exists (
  select from (select type from intake.events where stream = '${DELIVERY_STREAM}' order by version desc limit 1) newest
   where type = 'DeliveryPaused')`;

/**
 * A queue's statistics are always old: with what was empty when it was looked at, PostgreSQL would sort all that is due to
 * find the first few. So it is told to walk the index, which is in that order.
 */
export const BEGIN = 'begin; set local enable_sort = off; set local enable_bitmapscan = off';

/** Inputs come with their claims, so many at most: each may be a quarter of a megabyte. */
const CLAIMED_BYTES = 8 * 1024 * 1024;

/**
 * Destination, who takes, limit, how many at once, lease in ms, whether dead ones may be passed, only through an open gate,
 * the destination's version that is known.
 */
export const CLAIM = `
  with gate as (
    select not $7 or exists (
      select from intake.gates where destination = $1 and (version < $8 or open_until is null and ramp is null
         and (retry_after_until is null or retry_after_until <= clock_timestamp()))) as is_open
  ),
  room as (
    select case when (select is_open from gate) then greatest(0, least($3, $4 - count(*)))::integer else 0 end as places
      from intake.claims
     where destination = $1 and not settled and purpose = 'attempt' and lease_until > clock_timestamp()
  ),
  due as (
    select d.* from ${TO_DO} d
     where d.destination = $1 and d.due_at <= statement_timestamp() and (d.turn = 'next' or d.turn is not null and $6)
       and (d.expires_at is null or d.expires_at > statement_timestamp())
       and not ${CLAIMED} and ${NEWEST} and not ${ALL_PAUSED}
       and (d.ordering_key is null or not exists (
         select from intake.claims c
          where c.destination = $1 and c.ordering_key = d.ordering_key and not c.settled))
     order by d.due_at, d.line limit (select places from room)
  ),
  fitting as (
    select *, sum(bytes) over (order by due_at, line) - bytes as bytes_before
      from due cross join lateral (
        select stream, id as received_id, schema_version, bytes, data, metadata from intake.events
         where stream = 'input-' || due.input_id and version = 1 offset 0) e
  ),
  version as (select ${versionOf('$1')} as now),
  taken as (
    insert into intake.claims
      (input_id, stream_version, purpose, destination, destination_version, ordering_key, worker, epoch, lease_until)
    select input_id, d.version, 'attempt', destination, version.now,
           ordering_key, $2, 1, clock_timestamp() + $5 * interval '1 ms'
      from fitting d, version where bytes_before < ${CLAIMED_BYTES}
    on conflict do nothing returning input_id
  )
  -- one row also where nothing was taken: whether the gate was open, how much room there was, and how much was due
  select d.input_id as "inputId", d.version, d.destination, d.owner, d.attempts, d.in_run as "inRun", d.run, d.line,
         d.ordering_key as "orderingKey", version.now as "destinationVersion", 1 as epoch, $2 as worker,
         (extract(epoch from clock_timestamp() - d.wanted_at) * 1000)::bigint as "ageMs",
         d.data::text as data, d.schema_version as "schemaVersion", d.metadata,
         coalesce((select id from intake.events e
                    where e.stream = d.stream and e.version = d.version and d.version > 1), d.received_id) as "causationId",
         room.places as room, (select count(*)::integer from fitting) as found, gate.is_open as "isOpen"
    -- joined with what was taken, PostgreSQL would compare each with each row by row: it expects few of them
    from gate cross join room cross join version left join fitting d on d.input_id = any(array(select input_id from taken))
   order by d.due_at, d.line`;

/** Nothing is given out for these now, whatever is due: unless the destination has changed since. */
const SHUT = `exists (
  select from intake.gates g where g.destination = n.destination
     and (g.retry_after_until > statement_timestamp() or g.open_until > statement_timestamp())
     and g.version >= ${versionOf('n.destination')})`;

/** Each destination with something due: one step through the index a destination, however many inputs wait. */
export const DUE_DESTINATIONS = `
  with recursive names as (
    (select destination from ${TO_DO} where turn is not null order by destination limit 1)
    union all
    select (select d.destination from ${TO_DO} d where d.turn is not null and d.destination > n.destination
             order by d.destination limit 1) from names n where n.destination is not null
  )
  select n.destination from names n
   where exists (select from ${TO_DO} d where d.turn is not null and d.destination = n.destination
                    and d.due_at <= statement_timestamp()) and not ${SHUT} and not ${ALL_PAUSED}`;

/** Worker, what is still in hand there. */
export const TAKE_OVER = `
  with lost as (
    select input_id, stream_version from intake.claims c
     where not settled and purpose = 'attempt' and lease_until < clock_timestamp() and input_id <> all($2)
       -- what became of it, or of which input it is: while neither is known (a list that is being filled), it waits
       and (exists (select from intake.events e
                     where e.stream = 'input-' || c.input_id and e.version = c.stream_version + 1)
         or exists (select from ${TO_DO} d where d.input_id = c.input_id and d.version = c.stream_version))
     order by lease_until limit 50 for update skip locked
  ),
  taken as (
    update intake.claims c set epoch = epoch + 1, worker = $1, lease_until = clock_timestamp() + interval '30 s'
      from lost where c.input_id = lost.input_id and c.stream_version = lost.stream_version
    returning c.*
  )
  select t.input_id as "inputId", t.stream_version as version, t.destination, t.epoch, t.worker, t.claimed_at as "claimedAt",
         t.destination_version as "destinationVersion",
         (extract(epoch from clock_timestamp() - t.claimed_at) * 1000)::bigint as "lostForMs",
         d.owner, coalesce(d.attempts, 0) as attempts, coalesce(d.in_run, 0) as "inRun",
         coalesce(d.line, 0) as line
    from taken t left join ${TO_DO} d
      on d.input_id = t.input_id and d.version = t.stream_version and ${NEWEST}`;

/** Worker, limit, lease in ms. What is under way may still come to an end of its own. */
export const CLAIM_ENDINGS = `
  with wanted as (
    (select input_id, version, 'give-up' as purpose, 0 as rank from ${TO_DO} d
      where d.orphaned and not ${CLAIMED} and ${NEWEST} order by d.line limit $2)
    union all
    (select input_id, version, 'expiry', 1 from ${TO_DO} d
      where d.expires_at <= statement_timestamp() and not ${CLAIMED} and ${NEWEST} order by d.expires_at limit $2)
  ),
  taken as (
    insert into intake.claims (input_id, stream_version, purpose, destination, destination_version, worker, lease_until)
    select w.input_id, w.version, w.purpose, d.destination, 0, $1, clock_timestamp() + $3 * interval '1 ms'
      from (select distinct on (input_id) * from wanted order by input_id, rank) w join ${TO_DO} d using (input_id)
    on conflict do nothing returning input_id, purpose, epoch, worker
  )
  select d.input_id as "inputId", d.version, d.destination, d.owner, t.purpose, t.epoch, t.worker
    from taken t join ${TO_DO} d using (input_id)`;

/** Id, version, epoch, worker. */
export const RELEASE = `
  delete from intake.claims where input_id = $1 and stream_version = $2 and epoch = $3 and worker = $4 and not settled`;

/** Destination, worker. */
export const GIVE_BACK = 'delete from intake.claims where destination = $1 and worker = $2 and not settled';

/** Longer than any statement runs: one that began before the ending came into the log must still find the claim. */
const KEPT = `interval '10 s'`;

/**
 * Ids, versions, epochs, workers; and destinations that were found working. Answers those whose gates have to learn of it.
 *
 * An attempt's claim goes at once: who claims for an attempt looks while the gate is locked, so it finds either the claim or
 * the outcome. Nobody locks a gate for an ending: its claim is kept until no statement can be under way that saw neither.
 * The rows are looked up one by one: joined, PostgreSQL would read the whole table, by statistics of when it was empty.
 */
export const SETTLE = `
  with mine as (
    select c.place, c.purpose from unnest($1::uuid[], $2::integer[], $3::integer[], $4::uuid[]) as s(id, version, epoch, worker)
      cross join lateral (
        select ctid as place, purpose from intake.claims
         where input_id = s.id and stream_version = s.version and epoch = s.epoch and worker = s.worker offset 0) c
  ),
  gone as (
    delete from intake.claims where ctid = any(array(select place from mine where purpose = 'attempt'))
  ),
  kept as (
    update intake.claims set settled = true, lease_until = clock_timestamp() + ${KEPT}
     where ctid = any(array(select place from mine where purpose <> 'attempt'))
  )
  select destination from intake.gates
   where destination = any($5) and (failures > 0 or open_until is not null or ramp is not null)`;

/**
 * Those that are kept go a while after, once the to-do list is past them; one that sent nothing is free again when its lease is
 * over.
 */
export const CLEAR = `
  delete from intake.claims c where lease_until < clock_timestamp() and (
    settled and not exists (select from ${TO_DO} d where d.input_id = c.input_id and d.version <= c.stream_version)
    or not settled and purpose <> 'attempt')`;
