/** What can be asked about statistics. */
import { Query } from '@nestjs/cqrs';
import { z } from 'zod';
import { instant } from '../../platform/http/fields.js';
import type { StatisticsView } from './statistics.view.js';

/** In minutes. */
export const STEPS = { '1m': 1, '5m': 5, '1h': 60, '1d': 1_440 } as const;

export const statisticsQuery = z.strictObject({
  from: instant.optional().describe('Inclusive, rounded down to the minute; 24 hours before `to` if not said.'),
  to: instant.optional().describe('Exclusive, rounded up to the minute; now if not said.'),
  step: z
    .enum(Object.keys(STEPS) as (keyof typeof STEPS)[])
    .default('1h')
    .describe('How long a bucket is: at most 1,000 of them are answered.'),
});
export type StatisticsQuery = z.output<typeof statisticsQuery>;

/** `destination` null: of all. */
export class GetStatistics extends Query<{ value: StatisticsView; position: number }> {
  constructor(
    readonly destination: string | null,
    readonly query: StatisticsQuery,
    readonly minPosition: number,
  ) {
    super();
  }
}
