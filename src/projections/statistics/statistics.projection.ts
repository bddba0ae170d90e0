/** What happens to inputs, counted: a row for each destination and minute. In sequence, since a row spans many streams. */
import type { RecordedEvent } from '../../events/event.js';
import type { Attempt } from '../../events/shapes.js';
import { defineProjection } from '../../platform/projector/projection.js';
import { type Counts, nothingHappened } from './bucket-sums.js';
import { counted } from './histogram.js';
import { StatisticsRow } from './statistics.entity.js';

type Key = Pick<StatisticsRow, 'destination' | 'minute'>;

const MINUTE_MS = 60_000;

const keyOf = ({ occurredAt, data }: RecordedEvent): Key => ({
  destination: (data as { destination: string }).destination,
  minute: Math.floor(Date.parse(occurredAt) / MINUTE_MS),
});

function emptyRow(key: Key): StatisticsRow {
  const { counts, ...rest } = nothingHappened();
  return { ...key, ...counts, ...rest };
}

const plusOne =
  (count: keyof Counts) =>
  (row: StatisticsRow | null, event: RecordedEvent): StatisticsRow => {
    const before = row ?? emptyRow(keyOf(event));
    return { ...before, [count]: before[count] + 1 };
  };

function withAttempt(row: StatisticsRow, { outcome, durationMs }: Attempt): StatisticsRow {
  const attempts = { ...row.attempts, [outcome]: (row.attempts[outcome] ?? 0) + 1 };
  return { ...row, attempts, attemptMs: counted(row.attemptMs, durationMs) };
}

export const statistics = defineProjection<StatisticsRow>({
  name: 'statistics',
  version: 1,
  follows: 'sequence',
  rowsSpanStreams: true,
  entity: StatisticsRow,
  key: keyOf,
  on: {
    InputReceived: plusOne('received'),
    InputAttemptFailed: (row, event) => withAttempt(plusOne('failedAttempts')(row, event), event.data.attempt),
    InputDelivered: (row, event) => {
      const { attempt, latencyMs } = event.data;
      const next = withAttempt(plusOne('delivered')(row, event), attempt);
      return latencyMs === null ? next : { ...next, latencyMs: counted(next.latencyMs, latencyMs) };
    },
    InputDeadLettered: plusOne('deadLettered'),
    InputExpired: plusOne('expired'),
    InputCancelled: plusOne('cancelled'),
    InputRetryRequested: plusOne('retried'),
  },
});
