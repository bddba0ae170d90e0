/** What a process says of itself, by its roles: whether it can do its work (`/health/ready`), and its figures (`/metrics`). */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { ProviderTokens } from './access/provider-tokens.js';
import { DeliverySwitch } from './commands/delivery-switch.js';
import type { Config } from './config.js';
import { durabilityLack } from './platform/database/durability.js';
import { measurePools } from './platform/database/pool-metrics.js';
import { Pools } from './platform/database/process-pools.js';
import { HealthRegistry } from './platform/http/health.js';
import { measureHealth } from './platform/http/health-metrics.js';
import { Metrics } from './platform/http/metrics.js';
import { measureProcess } from './platform/http/process-metrics.js';
import type { Received } from './platform/kafka/port.js';
import { failingLoops } from './platform/loop.js';
import type { Running } from './platform/platform.module.js';
import { Lags } from './platform/projector/lag.js';
import { definedProjections, isFollowedByProjector } from './platform/projector/projection.js';
import { checkFilled, checkMoving } from './platform/projector/projection-health.js';
import { measureProjections } from './platform/projector/projection-metrics.js';
import { Registry } from './platform/projector/registry.js';
import { measureLog } from './platform/store/log-metrics.js';
import { measureQueue } from './reactions/deliver-when-received/queue-metrics.js';
import { Backlogs } from './views/backlog.js';

type Roles = Config['roles'];

export function watch(
  app: NestFastifyApplication,
  { config: { roles }, kafka }: Pick<Running, 'config' | 'kafka'>,
): void {
  check(app, roles, kafka);
  measure(app, roles);
}

function check(app: NestFastifyApplication, roles: Roles, kafka: Received | null): void {
  const health = app.get(HealthRegistry);
  if (kafka) checkKafka(health, roles, kafka);
  checkDatabase(health, app.get(Pools));
  checkProjections(app, health, roles);
  checkDelivery(app, health, roles);
  checkLoops(health, roles);
  // Who has an access key needs no provider.
  const provider = app.get<ProviderTokens | null>(ProviderTokens)?.keys;
  if (provider) health.add('identity-provider', provider.check, { decides: false });
}

/** Of this process; and of the whole system, what the role that looks after it is told by: whoever adds up leaves these out. */
function measure(app: NestFastifyApplication, roles: Roles): void {
  const [metrics, pools] = [app.get(Metrics), app.get(Pools)];
  const { master: queries } = app.get(DataSource).driver as PostgresDriver;
  measureProcess(metrics, roles);
  measureHealth(metrics, app.get(HealthRegistry));
  measurePools(metrics, { ...pools.all, queries });
  if (roles.has('projector')) {
    measureLog(metrics, pools.requests);
    measureProjections(metrics, app.get(Lags), definedProjections());
  }
  if (roles.has('delivery')) {
    const parts = { backlogs: app.get(Backlogs), delivery: app.get(DeliverySwitch), pool: pools.requests };
    measureQueue(metrics, parts);
  }
}

function checkDatabase(health: HealthRegistry, pools: Pools): void {
  health.add('postgres', async () => {
    const lack = await durabilityLack(pools.requests);
    return { ok: true, detail: lack ? `answers; ${lack}` : 'answers' };
  });
}

/** One that is away is waited for, and the parts that need it say so; one that refuses needs a person. */
function checkKafka(health: HealthRegistry, roles: Roles, kafka: Received): void {
  if (!roles.has('relay') && !roles.has('projector')) return;
  const ask = async () => {
    const refused = kafka.refused();
    return { ok: refused === null, detail: refused ?? 'refuses nothing' };
  };
  health.add('kafka', ask, { decides: !roles.has('api') });
}

const FAILING_MS = 30_000;

/** What a role does, its loops do: one that fails for so long does it no more. Clients need PostgreSQL only. */
function checkLoops(health: HealthRegistry, roles: Roles): void {
  const ask = async () => {
    const names = [...new Set(failingLoops(FAILING_MS))];
    return names.length === 0
      ? { ok: true, detail: 'all go on' }
      : { ok: false, detail: `fail for long; the log of this process says why: ${names.join(', ')}` };
  };
  health.add('loops', ask, { decides: !roles.has('api') });
}

/** Paused is what somebody wants, and no fault: it is told, and what is asked for goes on. */
function checkDelivery(app: NestFastifyApplication, health: HealthRegistry, roles: Roles): void {
  if (!roles.has('api') && !roles.has('delivery')) return;
  const delivery = app.get(DeliverySwitch);
  const ask = async () => ({
    ok: true,
    detail: (await delivery.isPaused()) ? 'paused: nothing is sent until it is resumed' : 'not paused',
  });
  health.add('delivery', ask, { decides: false });
}

function checkProjections(app: NestFastifyApplication, health: HealthRegistry, roles: Roles): void {
  const [registry, all] = [app.get(Registry), definedProjections()];
  if (roles.has('api')) health.add('projections', () => checkFilled(registry, all));
  if (!roles.has('projector')) return;
  const followed = all.filter(isFollowedByProjector);
  // Clients have their answers all the same, older ones: a process that answers them is ready.
  health.add('projector', () => checkMoving(app.get(Lags), registry, followed), { decides: !roles.has('api') });
}
