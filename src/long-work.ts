/** The long work that a process does for its roles: rebuilds, replays, what is asked of many inputs. */
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BULK_KINDS } from './bulk/bulk-kind.js';
import { BulkRun } from './bulk/bulk-run.js';
import { systemClock } from './platform/clock.js';
import { Metrics } from './platform/http/metrics.js';
import type { Part } from './platform/lifecycle.js';
import type { OperationKind } from './platform/operations/operation.js';
import { measureOperations } from './platform/operations/operation-metrics.js';
import { Operations } from './platform/operations/operations.js';
import { OperationRunner } from './platform/operations/runner.js';
import type { Running } from './platform/platform.module.js';
import { FollowerParts } from './platform/projector/follower-parts.js';
import { definedProjections, subjectOf } from './platform/projector/projection.js';
import { Rebuild } from './platform/rebuild/rebuild.js';
import { Verify } from './platform/rebuild/verify.js';
import { Replay } from './platform/relay/replay.js';
import { RELAY, Republish } from './platform/relay/republish.js';
import { LogSearch } from './platform/store/search.js';
import { InputsFound } from './projections/inputs/inputs-found.js';

/** Empty: its roles do none. */
export function longWork(app: NestFastifyApplication, running: Running): Part[] {
  const kinds = operationKinds(app, running);
  return kinds.length > 0 ? [runnerOf(app, kinds)] : [];
}

function operationKinds(app: NestFastifyApplication, running: Running): OperationKind[] {
  const { roles } = running.config;
  return [
    ...(roles.has('projector') ? projectorKinds(app, running) : []),
    ...(roles.has('relay') && running.kafka ? relayKinds(app, running) : []),
    ...(roles.has('delivery') ? deliveryKinds(app) : []),
  ];
}

function projectorKinds(app: NestFastifyApplication, { databaseUrl, config, log }: Running): OperationKind[] {
  const { pool, dataSource } = app.get(FollowerParts);
  const { partitions } = config.kafka;
  const parts = { databaseUrl, pool, dataSource, partitions, projections: definedProjections(), log };
  return [new Rebuild(parts), new Verify(parts)];
}

function relayKinds(app: NestFastifyApplication, { kafka, logId, config, log }: Running): OperationKind[] {
  const { pool } = app.get(FollowerParts);
  const { topic, partitions } = config.kafka;
  const search = new LogSearch(pool);
  return [
    new Replay({
      pool,
      search,
      kafka: kafka!,
      topic,
      partitions,
      logId,
      source: config.source,
      log,
      clock: systemClock,
    }),
    new Republish(pool, partitions),
  ];
}

function deliveryKinds(app: NestFastifyApplication): OperationKind[] {
  const { pool, log } = app.get(FollowerParts);
  const parts = { commands: app.get(CommandBus), found: app.get(InputsFound), pool, log };
  return BULK_KINDS.map((what) => new BulkRun(what, parts));
}

function runnerOf(app: NestFastifyApplication, kinds: OperationKind[]): Part {
  const { pool, log } = app.get(FollowerParts);
  const subjects = [RELAY, ...definedProjections().map(subjectOf)];
  const runner = new OperationRunner({ pool, kinds, subjects, wake: app.get(Operations).wake, log });
  measureOperations(app.get(Metrics), runner);
  return { name: 'operations', start: () => runner.start(), stop: () => runner.stop() };
}
