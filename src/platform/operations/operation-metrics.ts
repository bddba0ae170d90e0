/** What Prometheus is told of long work in this process: what it works on, and how far it is. */
import type { Metrics } from '../http/metrics.js';
import type { OperationRunner } from './runner.js';

export function measureOperations(metrics: Metrics, runner: OperationRunner): void {
  const labels = ['kind', 'subject'] as const;
  const running = metrics.gauge('intake_operations_running', 'Operations that this process works on', labels);
  const progress = metrics.gauge(
    'intake_operation_progress_ratio',
    'How much of it is done, of an operation that this process works on and whose size is known; 1: all',
    labels,
  );
  metrics.beforeScrape([running, progress], () => {
    for (const { kind, subject, done, total } of runner.worksOn()) {
      const named = { kind, subject: subject.join(',') };
      running.inc(named);
      if (total) progress.set(named, Math.min(1, done / total));
    }
  });
}
