/** The minutes that statistics are asked for, and their buckets. Pure. */
import { type FieldError, Problem } from '../../platform/http/problem.js';
import { STEPS, type StatisticsQuery } from './statistics.queries.js';

export interface StatisticsRange {
  /** In minutes since 1970; `to` is the first one that is not asked for. */
  from: number;
  to: number;
  step: number;
  buckets: number;
}

export const MINUTE_MS = 60_000;
const MAX_BUCKETS = 1_000;
const A_DAY = 1_440;
/** What a row's minute can be: PostgreSQL's largest integer, in the year 6053. */
const LAST_MINUTE = 2 ** 31 - 1;

export function rangeOf({ from, to, step }: StatisticsQuery, now: Date): StatisticsRange {
  const end = Math.ceil(timeOf(to, now.getTime()) / MINUTE_MS);
  if (end > LAST_MINUTE) throw wrong('to', 'is too far ahead');
  const begin = Math.floor(timeOf(from, (end - A_DAY) * MINUTE_MS) / MINUTE_MS);
  if (end <= begin) throw wrong('to', 'must come after from');
  const buckets = Math.ceil((end - begin) / STEPS[step]);
  if (buckets > MAX_BUCKETS) throw wrong('step', `would make ${buckets} buckets: at most ${MAX_BUCKETS} are answered`);
  return { from: begin, to: end, step: STEPS[step], buckets };
}

const timeOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text);

function wrong(name: string, detail: string): Problem {
  const errors: FieldError[] = [{ in: 'query', name, detail }];
  return new Problem('invalid-query', `query ${name}: ${detail}`, { errors });
}
