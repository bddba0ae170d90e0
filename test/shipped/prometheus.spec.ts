/** deploy/prometheus, as Prometheus itself reads it: each alarm goes off when it must, and not before. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CLONE, readShipped } from '../support/containers.js';
import { type Deployment, ofKind } from '../support/kubernetes.js';
import { itWithPromtool, promtool } from '../support/promtool.js';
import { alerts } from '../support/watching.js';

const FOLDER = join(CLONE, 'deploy/prometheus');
const RULE_TESTS = 'test/shipped/alerts.test.yml';

interface Asked {
  alertname: string;
  exp_alerts: object[];
}

describe('the configuration', () => {
  itWithPromtool('is what Prometheus takes, with the alarms that it names', () => {
    expect(promtool(['check', 'config', 'prometheus.yml'], { cwd: FOLDER })).toMatchObject({ ok: true });
  });

  it('scrapes every role of docker-compose.yml, where it listens', () => {
    const [{ job_name: job, dns_sd_configs: found }] = parse(
      readShipped('deploy/prometheus/prometheus.yml'),
    ).scrape_configs;
    const built = Object.entries<{ build?: string }>(
      parse(readShipped('docker-compose.yml'), { merge: true }).services,
    );
    const intakes = built.filter(([, { build }]) => build).map(([name]) => name);
    expect({ job, names: found[0].names.toSorted(), port: found[0].port }).toEqual({
      ...{ job: 'intake', names: intakes.toSorted(), port: 3000 },
    });
  });
});

describe('the pod monitor', () => {
  const { spec, ...monitor } = parse(readShipped('deploy/prometheus/pod-monitor.yaml'));

  it('finds the pods of every deployment, and the port that they have', () => {
    expect(monitor).toMatchObject({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' });
    for (const { spec: deployment } of ofKind<Deployment>('Deployment')) {
      const { metadata, spec: pod } = deployment.template;
      expect(metadata.labels).toMatchObject(spec.selector.matchLabels);
      expect(pod.containers[0].ports.map(({ name }) => name)).toContain(spec.podMetricsEndpoints[0].port);
    }
  });

  it('asks for what there is', () => {
    expect(Object.keys(JSON.parse(readShipped('contracts/openapi.json')).paths)).toContain(
      spec.podMetricsEndpoints[0].path,
    );
  });
});

describe('the alarms', () => {
  itWithPromtool('are rules', () => {
    expect(promtool(['check', 'rules', '--lint-fatal', 'alerts.yml'], { cwd: FOLDER })).toMatchObject({ ok: true });
  });

  itWithPromtool('go off when they must, and not before', () => {
    expect(promtool(['test', 'rules', RULE_TESTS], { cwd: CLONE })).toMatchObject({ ok: true });
  });

  it('are each asked for when it must be silent, and when it must go off', () => {
    const asked: Asked[] = parse(readShipped(RULE_TESTS)).tests.flatMap(
      (test: { alert_rule_test: Asked[] }) => test.alert_rule_test,
    );
    const names = (silent: boolean) =>
      new Set(asked.filter(({ exp_alerts }) => (exp_alerts.length === 0) === silent).map(({ alertname }) => alertname));
    const all = new Set(alerts.map(({ alert }) => alert));
    expect([names(true), names(false)]).toEqual([all, all]);
  });

  it('are few, and each has a name, a severity, and words for who is woken by it', () => {
    expect(alerts.length).toBeLessThanOrEqual(16);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, labels, annotations } of alerts) {
      expect(alert).toMatch(/^Intake[A-Z]/);
      expect(labels).toEqual({ severity: expect.stringMatching(/^(critical|warning)$/) });
      expect(annotations).toEqual({
        summary: expect.any(String),
        description: expect.stringMatching(/\.$/),
        runbook_url: `docs/operating.md#${alert.toLowerCase()}`,
      });
    }
  });

  it('have a place each in docs/operating.md, and no other has', () => {
    const titles = [...readShipped('docs/operating.md').matchAll(/^#+ (Intake[A-Z]\w+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(alerts.map(({ alert }) => alert));
  });
});

it('everything in the folder is looked at here', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(['alerts.yml', 'pod-monitor.yaml', 'prometheus.yml']);
});
