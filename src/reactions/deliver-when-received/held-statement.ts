/** The holds' SQL: of each input on the to-do list the first reason that holds it back now, by PostgreSQL's clock. */
import type { Held } from '../../views/held.js';
import { TO_DO } from './claim-statements.js';

/** What a destination as it stands does to its inputs. */
export interface Holding {
  name: string;
  version: number;
  stop: Held['reason'] | null;
  /** Whether who was given up stands in the way of those behind it with its ordering key. */
  blocks: boolean;
  rated: boolean;
}

/**
 * `holding` is the parameter: JSON. A stop holds also what is not due yet; the others only what would go out otherwise,
 * so that one that waits for its next attempt is not held but for that.
 */
export const HELD_ROWS = (holding: string): string => `
  select d.input_id as "inputId", hold.reason, hold.until, hold.blocked_by as "blockedBy"
    from ${TO_DO} d
    join json_to_recordset(cast(${holding} as json))
      as s(name text, version integer, stop text, blocks boolean, rated boolean) on s.name = d.destination
    left join intake.gates g on g.destination = d.destination
    left join lateral (
      select b.input_id from ${TO_DO} b
       where d.ordering_key is not null and b.destination = d.destination and b.ordering_key = d.ordering_key
         and (b.in_line_at, b.line) < (d.in_line_at, d.line) and (b.due_at is not null or s.blocks)
       order by b.in_line_at, b.line limit 1) before on true
    cross join lateral (
      select clock_timestamp() as now, d.due_at <= clock_timestamp() as due,
             greatest(case when g.version >= s.version then g.retry_after_until end, case when s.rated then g.next_at end) as next_at,
             g.open_until is not null and g.version >= s.version as distrusted) at
    cross join lateral (
      select reason, until, blocked_by from (values
        (1, s.stop, null::timestamptz, null::uuid, s.stop is not null),
        (2, 'scheduled', d.due_at, null, not due and d.in_run = 0),
        (3, 'ordering-key', null, before.input_id, due and before.input_id is not null),
        (4, 'breaker-open', case when g.open_until > now then g.open_until end, null, due and distrusted),
        (5, 'rate', at.next_at, null, due and at.next_at > now)
      ) as holds(rank, reason, until, blocked_by, applies)
       where applies and d.due_at is not null order by rank limit 1) hold`;
