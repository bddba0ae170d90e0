/** Rows added up to buckets, by PostgreSQL: however many destinations there are, what comes back is bounded by the buckets. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type BucketSums, type Counts, nothingHappened } from './bucket-sums.js';
import type { Histogram } from './histogram.js';
import { StatisticsRow } from './statistics.entity.js';
import type { StatisticsRange } from './statistics-range.js';

interface CountsRow {
  bucket: number;
  counts: Counts;
}

interface PartRow {
  bucket: number;
  part: 'attempts' | 'latencyMs' | 'attemptMs';
  key: string;
  sum: number;
}

const ROWS = `
  select (minute - $1) / $3::integer as bucket, s.* from %table% s
   where minute >= $1 and minute < $2 and ($4::text is null or destination = $4)`;

const COUNTS = `
  select bucket, json_build_object(
           'received', sum(received), 'delivered', sum(delivered), 'failedAttempts', sum(failed_attempts),
           'deadLettered', sum(dead_lettered), 'expired', sum(expired), 'cancelled', sum(cancelled),
           'retried', sum(retried)) as counts
    from (${ROWS}) as rows group by bucket`;

const PARTS = `
  select bucket, part, key, sum(value::bigint)::double precision as sum
    from (${ROWS}) as rows
   cross join lateral (
     select 'attempts' as part, key, value from json_each_text(attempts)
     union all select 'latencyMs', key, value from json_each_text(latency_ms)
     union all select 'attemptMs', key, value from json_each_text(attempt_ms)) as parts
   group by bucket, part, key`;

@Injectable()
export class StatisticsSums {
  constructor(private readonly dataSource: DataSource) {}

  /** By the number of the bucket; one in which nothing happened is not there. */
  async of(destination: string | null, { from, to, step }: StatisticsRange): Promise<Map<number, BucketSums>> {
    const { schema, tableName } = this.dataSource.getMetadata(StatisticsRow);
    const query = (text: string) =>
      this.dataSource.query(text.replace('%table%', `"${schema}"."${tableName}"`), [from, to, step, destination]);
    const counted: CountsRow[] = await query(COUNTS);
    const parts: PartRow[] = await query(PARTS);
    const sums = new Map(counted.map(({ bucket, counts }) => [bucket, { ...nothingHappened(), counts }]));
    for (const { bucket, part, key, sum } of parts) (sums.get(bucket)![part] as Histogram)[key] = sum;
    return sums;
  }
}
