/** Which parts a process runs for its roles, and in which order they start. */
import type { Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { ProviderTokens } from './access/provider-tokens.js';
import { loadRooms } from './app.module.js';
import { BULK_KINDS } from './bulk/bulk-kind.js';
import { BulkRun } from './bulk/bulk-run.js';
import { eventDefinitions } from './events/event.js';
import { systemClock } from './platform/clock.js';
import { HealthRegistry } from './platform/http/health.js';
import { listen } from './platform/http/listen.js';
import { Metrics } from './platform/http/metrics.js';
import type { Part } from './platform/lifecycle.js';
import type { OperationKind } from './platform/operations/operation.js';
import { measureOperations } from './platform/operations/operation-metrics.js';
import { Operations } from './platform/operations/operations.js';
import { OperationRunner } from './platform/operations/runner.js';
import { Pools, type Running } from './platform/platform.module.js';
import { Presence } from './platform/presence.js';
import { followByStream } from './platform/projector/follow-by-stream.js';
import { followInSequence } from './platform/projector/follow-in-sequence.js';
import { FollowerParts } from './platform/projector/follower-parts.js';
import { definedProjections, isByStream, isFollowedByProjector, subjectOf } from './platform/projector/projection.js';
import type { Reaction } from './platform/reaction.js';
import { Keeper } from './platform/rebuild/keeper.js';
import { Rebuild } from './platform/rebuild/rebuild.js';
import { Verify } from './platform/rebuild/verify.js';
import { Relay } from './platform/relay/relay.js';
import { RelayMetrics } from './platform/relay/relay-metrics.js';
import { Replay } from './platform/relay/replay.js';
import { RELAY, Republish } from './platform/relay/republish.js';
import { LogSignal } from './platform/store/log-signal.js';
import { LogTail } from './platform/store/log-tail.js';
import { LogSearch } from './platform/store/search.js';
import { Vault } from './platform/vault.js';
import { InputsFound } from './projections/inputs/inputs-found.js';
import { watch } from './watch.js';

export interface Hooks {
  /** Hears where the process listens, at the end of its start. */
  onListening(url: string): void;
  /** Ends the process, so that whoever looks after it starts it again. */
  giveUp(): void;
}

/** What this process runs, in the order of starting. */
export async function partsOf(
  app: NestFastifyApplication,
  running: Running,
  { onListening, giveUp }: Hooks,
): Promise<Part[]> {
  const { config, log, drain } = running;
  const pools = app.get(Pools);
  const tail = app.get(LogTail);
  const signal = app.get(LogSignal);
  const vault = app.get(Vault);
  watch(app, config.roles);
  const parts: Part[] = [
    { name: 'connections', start: () => {}, stop: () => Promise.all([pools.end(), app.get(DataSource).destroy()]) },
    { name: 'signal', start: () => signal.start(), stop: () => signal.stop() },
    { name: 'vault', start: () => vault.start(), stop: () => vault.stop() },
  ];
  // What it tells, only these two listen to.
  if (config.roles.has('api') || config.roles.has('delivery')) {
    parts.push({ name: 'tail', start: () => tail.start(), stop: () => tail.stop() });
  }
  const provider = app.get<ProviderTokens | null>(ProviderTokens)?.keys;
  if (provider) parts.push({ name: 'provider', start: () => provider.start(), stop: () => provider.stop() });
  const presence = new Presence({
    pool: pools.followers,
    readModels: definedProjections(),
    partitions: config.kafka.partitions,
    logId: running.logId,
    log,
    giveUp,
  });
  parts.push({ name: 'presence', start: () => presence.start(), stop: () => presence.stop() });
  if (config.roles.has('projector')) parts.push(projectors(app, running), keeper(app, running));
  if (config.roles.has('relay') && running.kafka) parts.push(relay(app, running));
  const kinds = operationKinds(app, running);
  if (kinds.length > 0) parts.push(operations(app, kinds));
  if (config.roles.has('delivery')) parts.push(...(await reactions(app, config.drainMs)));
  parts.push({
    name: 'http',
    start: async () => onListening(await listen(app, config)),
    async stop() {
      await drain.finish(app.getHttpServer(), config.drainMs);
      await app.close();
    },
  });
  log.info(await inventory(), 'loaded');
  return parts;
}

async function inventory() {
  const { commands, queries, reactions: all } = await loadRooms();
  return {
    events: eventDefinitions().size,
    commands,
    queries,
    projections: definedProjections().length,
    reactions: all.length,
  };
}

/** All at once: leaving a Kafka group takes its time, and they do not need each other. */
function projectors(app: NestFastifyApplication, { kafka, logId, config }: Running): Part {
  const parts = app.get(FollowerParts);
  const place = { logId, partitions: config.kafka.partitions };
  const followers = definedProjections()
    .filter(isFollowedByProjector)
    .map((projection) =>
      isByStream(projection) ? followByStream(projection, parts, kafka, place) : followInSequence(projection, parts),
    );
  return {
    name: 'projections',
    start: () => Promise.all(followers.map((follower) => follower.start())),
    stop: () => Promise.all(followers.map((follower) => follower.stop())),
  };
}

function keeper(app: NestFastifyApplication, { log }: Running): Part {
  const part = new Keeper(app.get(FollowerParts).pool, app.get(Operations), log);
  return { name: 'keeper', start: () => part.start(), stop: () => part.stop() };
}

const CANNOT_PUBLISH = 'cannot publish now; what is to be published stays in the log';
const FOR_A_PERSON = {
  topic: 'the topic is not as configured; the log of this process says how',
  log: 'PostgreSQL is at an earlier moment than the topic: stop every process, run `npx --no intake restored`, start again',
};

function relay(app: NestFastifyApplication, { kafka, logId, config, log }: Running): Part {
  const { pool, reader, signal } = app.get(FollowerParts);
  const { partitions } = config.kafka;
  const wake = signal.subscribe();
  const source = config.source;
  const metrics = new RelayMetrics(app.get(Metrics));
  const onPublished = metrics.published;
  const from = { pool, reader, kafka: kafka!, partitions, logId, source, wake };
  const part = new Relay({ ...from, log, clock: systemClock, onPublished });
  metrics.watch(part, pool);
  const check = async () => {
    const { problem, needsPerson } = part.status();
    if (problem === null) return { ok: true, detail: 'publishes, or another process does' };
    return { ok: false, detail: needsPerson ? FOR_A_PERSON[needsPerson] : CANNOT_PUBLISH };
  };
  // Clients need no Kafka: a process that answers them is ready without it.
  app.get(HealthRegistry).add('relay', check, { decides: !config.roles.has('api') });
  return { name: 'relay', start: () => part.start(), stop: () => part.stop() };
}

/** The long work that the roles of this process do. */
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

function operations(app: NestFastifyApplication, kinds: OperationKind[]): Part {
  const { pool, log } = app.get(FollowerParts);
  const subjects = [RELAY, ...definedProjections().map(subjectOf)];
  const runner = new OperationRunner({ pool, kinds, subjects, wake: app.get(Operations).wake, log });
  measureOperations(app.get(Metrics), runner);
  return { name: 'operations', start: () => runner.start(), stop: () => runner.stop() };
}

async function reactions(app: NestFastifyApplication, drainMs: number): Promise<Part[]> {
  const { reactions: all } = await loadRooms();
  return all.map((type: Type<Reaction>) => {
    const reaction = app.get(type);
    return { name: type.name, start: () => reaction.start(), stop: () => reaction.stop(drainMs) };
  });
}
