/** What Prometheus is told of the log as a whole: how long it has become, and what the database takes. */
import type { Pool } from 'pg';
import type { Metrics } from '../http/metrics.js';

const LOG = `
  select coalesce((select max(position) from intake.events), 0) as position, pg_database_size(current_database()) as bytes`;

export function measureLog(metrics: Metrics, pool: Pool): void {
  const position = metrics.gauge('intake_log_position', 'Whole system: position of the newest event');
  const bytes = metrics.gauge('intake_database_size_bytes', 'Whole system: what the database takes of its disk');
  metrics.beforeScrape([position, bytes], async () => {
    const { rows } = await pool.query<{ position: number; bytes: number }>({ name: 'log-size', text: LOG });
    position.set(rows[0]!.position);
    bytes.set(rows[0]!.bytes);
  });
}
