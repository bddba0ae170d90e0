/** deploy/grafana, where no Grafana runs: by what Grafana 11 and 12 read, and by what Prometheus takes for a question. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { readShipped } from '../support/containers.js';
import { itWithPromtool, promtool } from '../support/promtool.js';
import { dashboard, panelExpressions, panels } from '../support/watching.js';

const WIDTH = 24;
const UNITS = ['bytes', 'ops', 'percentunit', 'reqps', 's', 'short'];

describe('the dashboard', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'intake-dashboard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** As rules, which promtool knows how to check. */
  const check = (expressions: readonly string[]) => {
    const rules = expressions.map((expr, n) => ({ record: `panel:${n}`, expr }));
    writeFileSync(join(folder, 'panels.yml'), stringify({ groups: [{ name: 'panels', rules }] }));
    return promtool(['check', 'rules', 'panels.yml'], { cwd: folder });
  };

  itWithPromtool('asks what Prometheus can answer', () => {
    expect(check(panelExpressions)).toMatchObject({ ok: true });
    expect(check([...panelExpressions, 'sum by (le) (rate(x_bucket[$__rate_interval]))'])).toMatchObject({ ok: false });
  });

  it('is one that Grafana 11 and 12 load', () => {
    expect(dashboard).toMatchObject({ uid: 'intake', title: 'Intake', schemaVersion: 39 });
    expect(dashboard.templating.list).toEqual([
      expect.objectContaining({ name: 'datasource', type: 'datasource', query: 'prometheus' }),
    ]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it.each(panels.map((panel): [string, typeof panel] => [panel.title, panel]))('%s says what it shows', (_, panel) => {
    const source = { type: 'prometheus', uid: '$' + '{datasource}' };
    expect(panel.description).toMatch(/\.$/);
    expect(UNITS).toContain(panel.fieldConfig?.defaults.unit);
    expect([panel.datasource, ...panel.targets!.map(({ datasource }) => datasource)]).toEqual(
      Array(panel.targets!.length + 1).fill(source),
    );
    expect(panel.targets!.length).toBeGreaterThan(0);
  });

  it('has its panels beside and below each other', () => {
    const cells = new Set<string>();
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(WIDTH);
      for (let x = 0; x < gridPos.w; x++) {
        for (let y = 0; y < gridPos.h; y++) {
          const cell = `${gridPos.x + x} ${gridPos.y + y}`;
          expect(cells.has(cell)).toBe(false);
          cells.add(cell);
        }
      }
    }
  });
});

describe('what Grafana is told at its start', () => {
  const { services } = parse(readShipped('docker-compose.yml'), { merge: true });
  const mounted = new Map(
    (services.grafana.volumes as string[])
      .filter((each) => each.startsWith('./'))
      .map((each) => {
        const [from, to] = each.split(':');
        return [from!.replace('./', ''), to!];
      }),
  );

  it('is where the Prometheus of docker-compose.yml listens', () => {
    const [source] = parse(readShipped('deploy/grafana/datasource.yml')).datasources;
    expect(source).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090' });
    expect(services).toHaveProperty('prometheus');
    expect(mounted.get('deploy/grafana/datasource.yml')).toMatch(/^\/etc\/grafana\/provisioning\/datasources\//);
  });

  it('is where the dashboard lies', () => {
    const [provider] = parse(readShipped('deploy/grafana/dashboards.yml')).providers;
    expect(mounted.get('deploy/grafana/dashboards.yml')).toMatch(/^\/etc\/grafana\/provisioning\/dashboards\//);
    expect(mounted.get('deploy/grafana/intake.json')).toBe(`${provider.options.path}/intake.json`);
  });
});
