/** What is shipped to watch Intake with: the alarms and the dashboard, and what they ask Prometheus. */
import { parse } from 'yaml';
import { readShipped } from './containers.js';

export interface Alert {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
}

interface Source {
  type: string;
  uid: string;
}

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: Source;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: { expr: string; datasource: Source }[];
}

export interface Dashboard {
  title: string;
  uid: string;
  schemaVersion: number;
  templating: { list: { name: string; type: string; query: string }[] };
  annotations: { list: { expr?: string }[] };
  panels: Panel[];
}

export const alerts: Alert[] = parse(readShipped('deploy/prometheus/alerts.yml')).groups.flatMap(
  ({ rules }: { rules: Alert[] }) => rules,
);

export const dashboard: Dashboard = JSON.parse(readShipped('deploy/grafana/intake.json'));

/** A row only has a title. */
export const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** As Prometheus is asked, where Grafana has put in how far apart its points are. */
export const panelExpressions = panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')),
);

/** The metrics that an expression speaks of; of a histogram without what its samples end in. */
export const metricsOf = (expression: string): string[] => [
  ...new Set(
    [...expression.matchAll(/\b(?:intake|nodejs|process)_[a-z0-9_]+/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    ),
  ),
];
