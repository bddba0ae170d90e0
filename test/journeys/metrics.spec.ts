/** /metrics: each figure moves when what it tells of happens, and Prometheus' own tool finds nothing wrong with them. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readShipped } from '../support/containers.js';
import { withClient } from '../support/database.js';
import { Figures, tells } from '../support/figures.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { itWithPromtool, promtool } from '../support/promtool.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';
import { alerts, metricsOf, panelExpressions } from '../support/watching.js';

const at = journey({ INTAKE_INPUTS_PER_SECOND: '50' });
const INPUTS = '/v1/destinations/:name/inputs';

/** By how much a figure goes up over what is done. */
async function grows(name: string, labels: Record<string, string>, by: number, act: () => Promise<unknown>) {
  const before = (await Figures.of(at.api)).sum(name, labels) ?? 0;
  await act();
  await tells(at.api, name, labels, (value) => (value ?? 0) - before >= by);
  return ((await Figures.of(at.api)).sum(name, labels) ?? 0) - before;
}

const exactly = (value: number) => (told: number | null) => told === value;

beforeAll(async () => {
  at.server.answer = (response, { path }) => response.writeHead(path.startsWith('/fails') ? 500 : 200).end();
  await at.api.register('orders', { url: at.server.url });
  await at.api.register('failing', {
    url: at.server.url.replace('/in', '/fails'),
    retry: { maxAttempts: 1, minDelayMs: 100, maxDelayMs: 100 },
  });
  await at.api.register('rejected', {
    url: 'http://127.0.0.1:9/in',
    retry: { maxAttempts: 1, minDelayMs: 100, maxDelayMs: 100 },
  });
});

describe('an input that is delivered', () => {
  it.each([
    [
      'as a request of its route',
      'intake_http_request_duration_seconds_count',
      { method: 'POST', route: INPUTS, status: '2xx' },
    ],
    ['as what came in', 'intake_append_events_total', { type: 'InputReceived' }],
    ['as what came of it', 'intake_append_events_total', { type: 'InputDelivered' }],
    ['as a transaction', 'intake_append_duration_seconds_count', {}],
    ['as commands that went together', 'intake_append_group_commands_sum', {}],
    ['as commands', 'intake_append_commands_total', { outcome: 'appended' }],
    ['as an attempt', 'intake_delivery_attempts_total', { outcome: 'delivered' }],
    ['by how long the destination took', 'intake_delivery_attempt_duration_seconds_count', {}],
    ['by how long it was wanted', 'intake_delivery_latency_seconds_count', {}],
    ['as what Kafka has', 'intake_relay_published_events_total', {}],
    ['as the log that has grown', 'intake_log_position', {}],
  ])('is counted %s', async (_, name, labels) => {
    const deliver = async () => at.api.reaches((await at.api.take('orders', 'x')).id, 'delivered');
    const grown = await grows(name, labels, 1, deliver);
    expect(grown).toBeGreaterThanOrEqual(1);
  });

  it('leaves nothing behind that waits', async () => {
    for (const name of [
      'intake_delivery_queue_depth',
      'intake_delivery_oldest_pending_seconds',
      'intake_relay_lag_events',
      'intake_append_waiting_commands',
      'intake_delivery_attempts_in_flight',
      'intake_http_body_bytes',
    ])
      await tells(at.api, name, {}, exactly(0));
    await tells(at.api, 'intake_projection_lag_events', { projection: 'inputs' }, exactly(0));
  });
});

describe('what stands and waits', () => {
  it('is told: inputs of a destination that is paused, and how long', async () => {
    await at.api.register('held', { url: at.server.url });
    await at.api.ask('POST', '/v1/destinations/held/pause');
    await at.api.take('held', 'x');
    await tells(at.api, 'intake_delivery_queue_depth', {}, (value) => (value ?? 0) >= 1);
    await tells(at.api, 'intake_delivery_oldest_pending_seconds', {}, (value) => (value ?? 0) > 1);
    await at.api.ask('POST', '/v1/destinations/held/resume');
  });

  it('is told: all sending paused', async () => {
    await at.api.ask('POST', '/v1/admin/delivery/pause');
    await tells(at.api, 'intake_delivery_paused', {}, exactly(1));
    await at.api.ask('POST', '/v1/admin/delivery/resume');
    await tells(at.api, 'intake_delivery_paused', {}, exactly(0));
  });

  it('is told: listeners, as long as they listen', async () => {
    const listener = await Listener.to(at.intake, '/v1/stream');
    await tells(at.api, 'intake_sse_listeners', { route: '/v1/stream' }, exactly(1));
    listener.leave();
    await tells(at.api, 'intake_sse_listeners', { route: '/v1/stream' }, exactly(0));
  });

  it('is told: a stream that is parked at an event of a newer build', async () => {
    await withClient(at.place.databaseUrl, async (owner) => {
      await owner.query(`begin; select pg_advisory_xact_lock(hashtext('intake.append'))`);
      await writeEvents(owner, [{ stream: 'destination-elsewhere', type: 'DestinationTeleported', data: {} }]);
      await owner.query('commit');
    });
    await tells(at.api, 'intake_projection_parked_events', { projection: 'destinations' }, exactly(1));
  });

  it('is told: what this process is, and that it can do its work', async () => {
    const figures = await Figures.of(at.api);
    expect(figures.values('intake_build_info', 'version')).toEqual([process.env.npm_package_version ?? '0.1.0']);
    expect(figures.values('intake_process_role', 'role')).toEqual(['api', 'delivery', 'projector', 'relay']);
    expect(figures.sum('intake_relay_leads')).toBe(1);
    expect(figures.sum('intake_health_check_ok', { check: 'postgres' })).toBe(1);
    expect(figures.sum('intake_database_pool_max_connections', { pool: 'append' })).toBe(1);
    expect(figures.sum('intake_database_pool_connections', { pool: 'queries' })).toBeGreaterThan(0);
    expect(figures.sum('intake_database_size_bytes')).toBeGreaterThan(1_000_000);
  });
});

describe('what goes wrong', () => {
  it('at a destination is counted by how, and as dead letters', async () => {
    const refused = () => at.api.take('rejected', 'x').then(({ id }) => at.api.reaches(id, 'deadLettered'));
    await grows('intake_append_events_total', { type: 'InputDeadLettered' }, 1, refused);
    await grows('intake_delivery_attempts_total', { outcome: 'network-error' }, 1, refused);
  });

  it('at a destination again and again shows as a breaker that is not closed', async () => {
    const fail = async () => at.api.reaches((await at.api.take('failing', 'x')).id, 'deadLettered');
    await grows('intake_delivery_attempts_total', { outcome: 'http-error' }, 1, fail);
    await until('the breaker has opened', async () => {
      await at.api.take('failing', 'x');
      return ((await Figures.of(at.api)).sum('intake_delivery_breakers') ?? 0) >= 1;
    });
  });

  it('with a request is counted by its code, and as its class; no path stands in a label', async () => {
    const nowhere = () => at.api.get('/v1/nowhere/secret-path');
    await grows('intake_http_problems_total', { code: 'not-found' }, 1, nowhere);
    await grows('intake_http_request_duration_seconds_count', { route: 'none', status: '4xx' }, 1, nowhere);
    const figures = await Figures.of(at.api);
    expect(figures.text).not.toContain('secret-path');
    for (const route of figures.values('intake_http_request_duration_seconds_count', 'route'))
      expect(route).not.toMatch(/orders|[0-9a-f]{8}-/);
  });

  it('between two who write the same stream is counted as a conflict', async () => {
    const turn = (what: string) => at.api.ask('POST', `/v1/destinations/orders/${what}`);
    const quarrel = () => Promise.all(Array.from({ length: 20 }, (_, n) => turn(n % 2 === 0 ? 'pause' : 'resume')));
    const conflicts = async () =>
      (await Figures.of(at.api)).sum('intake_append_commands_total', { outcome: 'conflict' });
    const before = await conflicts();
    // Whether two of them look at the stream at the same moment is for the machine to say.
    await until('two have quarrelled', async () => {
      await quarrel();
      return (await conflicts())! > before!;
    });
    await turn('resume');
  });

  it('with a client that leaves is no answer of any class', async () => {
    const leave = async () => {
      const leaving = new AbortController();
      const headers = {
        prefer: 'wait=30',
        'content-type': 'text/plain',
        'intake-deliver-at': new Date(Date.now() + 60_000).toISOString(),
      };
      const asked = fetch(`${at.intake.url}/v1/destinations/orders/inputs`, {
        ...{ method: 'POST', body: 'x', signal: leaving.signal },
        headers: { ...headers, authorization: `Bearer ${at.intake.key}` },
      }).catch(() => {});
      await tells(at.api, 'intake_http_requests_in_flight', {}, (value) => value === 2);
      leaving.abort();
      await asked;
    };
    await grows('intake_http_request_duration_seconds_count', { route: INPUTS, status: 'gone' }, 1, leave);
  });

  // The last one: who has sent too much has to wait.
  it('with too many at once is counted by its code', async () => {
    const lines = Array(200).fill('{}').join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const batch = () => at.api.ask('POST', '/v1/destinations/orders/inputs/batch', { body: lines, headers });
    await grows('intake_http_problems_total', { code: 'rate-limited' }, 1, () => Promise.all([batch(), batch()]));
  });
});

describe('all of it', () => {
  itWithPromtool('is as Prometheus wants it', async () => {
    const { text } = await Figures.of(at.api);
    expect(promtool(['check', 'metrics'], { input: text })).toEqual({ ok: true, says: '' });
  });

  it('is few enough to be kept: series of all roles together, after all of this', async () => {
    const { text } = await Figures.of(at.api);
    expect(text.split('\n').filter((line) => line && !line.startsWith('#')).length).toBeLessThan(1_500);
  });

  it('has a place in docs/operating.md, and what is told of there is told', async () => {
    const told = (await Figures.of(at.api)).names.filter((name) => name.startsWith('intake_'));
    const [, documented = ''] = readShipped('docs/operating.md').split('## Prometheus and Grafana');
    expect(
      metricsOf(documented)
        .filter((name) => name.startsWith('intake_'))
        .toSorted(),
    ).toEqual(told.toSorted());
  });

  it('says of itself whether it is of the whole system, as docs/operating.md does', async () => {
    const { text } = await Figures.of(at.api);
    const whole = [...text.matchAll(/^# HELP (\S+) Whole system: /gm)].map(([, name]) => name);
    const table = /\| of the whole system \|[\s\S]*?\n\n/.exec(readShipped('docs/operating.md'))![0];
    expect(whole.toSorted()).toEqual(metricsOf(table).toSorted());
    const addedUp = [...alerts.map(({ expr }) => expr), ...panelExpressions].filter((expression) =>
      whole.some((name) => new RegExp(`sum\\((rate\\()?${name}\\b`).test(expression)),
    );
    expect(addedUp).toEqual([]);
  });

  it('has all that alarms and the dashboard ask for', async () => {
    const { names } = await Figures.of(at.api);
    const asked = [...alerts.map(({ expr }) => expr), ...panelExpressions].flatMap(metricsOf);
    expect(asked.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('is told by each role as far as it is its own', async () => {
    await at.restart({ INTAKE_ROLES: 'api' });
    await until('it says that it is an api', async () => (await Figures.of(at.api)).sum('intake_process_role') === 1);
    const { names } = await Figures.of(at.api);
    expect(names.filter((name) => /^intake_(relay|projection|log|operation)/.test(name))).toEqual([]);
    expect(names).not.toContain('intake_delivery_queue_depth');
  });
});
