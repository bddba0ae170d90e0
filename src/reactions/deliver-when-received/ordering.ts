/**
 * Inputs of one ordering key go one after the other: whose turn it is, derived from the rows of the key. The first one
 * that is still to be delivered has the turn; whether it may pass those that were given up, the policy says.
 */
import type { Lines } from '../../platform/projector/projection.js';
import type { DeliveryRow } from './delivery.entity.js';

export const orderingLines: Lines<DeliveryRow> = {
  of: ({ destination, orderingKey }) => (orderingKey === null ? null : [destination, orderingKey]),

  /** Looks at the first of each line, at those given up before it, and at whoever had the turn; however long the line is. */
  arrange: (lines, table) => ({
    text: `
      with lines as (
        select * from unnest($1::text[], $2::text[]) as line(destination, ordering_key)
      ),
      firsts as (
        select first.* from lines l cross join lateral (
          select d.* from ${table} d
           where d.destination = l.destination and d.ordering_key = l.ordering_key and d.due_at is not null
           order by d.in_line_at, d.line limit 1) first
      ),
      turns as (
        select f.input_id, case when exists (
          select from ${table} dead
           where dead.destination = f.destination and dead.ordering_key = f.ordering_key and dead.due_at is null
             and (dead.in_line_at, dead.line) < (f.in_line_at, f.line)) then 'after-dead' else 'next' end as turn
          from firsts f
      ),
      wrong as (
        select d.input_id from ${table} d join lines using (destination, ordering_key)
         where d.turn is not null
        union select input_id from turns
      )
      update ${table} d set turn = t.turn
        from wrong left join turns t using (input_id)
       where d.input_id = wrong.input_id and d.turn is distinct from t.turn`,
    values: [lines.map(([destination]) => destination), lines.map(([, key]) => key)],
  }),
};
