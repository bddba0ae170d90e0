/** Rows added up to buckets, by PostgreSQL: however many destinations there are, what comes back is bounded by the buckets. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type BucketSums, nothingHappened } from './bucket-sums.js';
import { StatisticsRow } from './statistics.entity.js';
import type { StatisticsRange } from './statistics-range.js';

interface SumRow {
  bucket: number;
  part: keyof BucketSums;
  key: string;
  sum: number;
}

/** One statement, and so one moment: what is committed meanwhile is in all parts of a bucket, or in none. */
const SUMS = `
  select (minute - $1) / $3::integer as bucket, part, key, sum(value)::double precision as sum
    from %table%
   cross join lateral (
     select 'counts' as part, key, value::bigint
       from (values ('received', received), ('delivered', delivered), ('failedAttempts', failed_attempts),
                    ('deadLettered', dead_lettered), ('expired', expired), ('cancelled', cancelled),
                    ('retried', retried)) as counts (key, value)
     union all select 'attempts', key, value::bigint from json_each_text(attempts)
     union all select 'latencyMs', key, value::bigint from json_each_text(latency_ms)
     union all select 'attemptMs', key, value::bigint from json_each_text(attempt_ms)) as parts
   where minute >= $1 and minute < $2 and ($4::text is null or destination = $4)
   group by bucket, part, key`;

@Injectable()
export class StatisticsSums {
  constructor(private readonly dataSource: DataSource) {}

  /** By the number of the bucket; one in which nothing happened is not there. */
  async of(destination: string | null, { from, to, step }: StatisticsRange): Promise<Map<number, BucketSums>> {
    const { schema, tableName } = this.dataSource.getMetadata(StatisticsRow);
    const text = SUMS.replace('%table%', `"${schema}"."${tableName}"`);
    const rows: SumRow[] = await this.dataSource.query(text, [from, to, step, destination]);
    const sums = new Map<number, BucketSums>();
    for (const { bucket, part, key, sum } of rows) {
      if (!sums.has(bucket)) sums.set(bucket, nothingHappened());
      (sums.get(bucket)![part] as Record<string, number>)[key] = sum;
    }
    return sums;
  }
}
