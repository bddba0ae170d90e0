import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { systemClock } from '../../platform/clock.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { Backlogs } from '../../views/backlog.js';
import { nothingHappened } from './bucket-sums.js';
import { statistics } from './statistics.projection.js';
import { GetStatistics } from './statistics.queries.js';
import { bucketViewOf } from './statistics.view.js';
import { MINUTE_MS, rangeOf } from './statistics-range.js';
import { StatisticsSums } from './statistics-sums.js';

const timeOf = (minute: number): string => new Date(minute * MINUTE_MS).toISOString();

/** What is waiting is no matter of minutes that are over: delivery is asked for it as it stands now. */
@QueryHandler(GetStatistics)
export class GetStatisticsHandler implements IQueryHandler<GetStatistics> {
  constructor(
    private readonly sums: StatisticsSums,
    private readonly shown: ShownPosition,
    private readonly backlogs: Backlogs,
  ) {}

  async execute({ destination, query, minPosition }: GetStatistics) {
    const range = rangeOf(query, systemClock.now());
    const position = await this.shown.of(statistics, minPosition);
    const [sums, now] = await Promise.all([this.sums.of(destination, range), this.backlogs.of(destination)]);
    const { from, to, step } = range;
    const buckets = Array.from({ length: range.buckets }, (_, n) =>
      bucketViewOf(timeOf(from + n * step), sums.get(n) ?? nothingHappened()),
    );
    return { value: { from: timeOf(from), to: timeOf(to), stepMs: step * MINUTE_MS, now, buckets }, position };
  }
}
