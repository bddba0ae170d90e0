/** Which parts a process runs for its roles, and in which order they start. */
import type { Server as TlsServer } from 'node:tls';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { ProviderTokens } from './access/provider-tokens.js';
import { loadRooms } from './app.module.js';
import type { KeyPair } from './config.js';
import { eventDefinitions } from './events/event.js';
import { longWork } from './long-work.js';
import { systemClock } from './platform/clock.js';
import { Pools } from './platform/database/process-pools.js';
import { Certificate } from './platform/http/certificate.js';
import { HealthRegistry } from './platform/http/health.js';
import { listen } from './platform/http/listen.js';
import { Metrics } from './platform/http/metrics.js';
import type { Part } from './platform/lifecycle.js';
import type { Log } from './platform/log.js';
import { Operations } from './platform/operations/operations.js';
import type { Running } from './platform/platform.module.js';
import { Presence } from './platform/presence.js';
import { followByStream } from './platform/projector/follow-by-stream.js';
import { followInSequence } from './platform/projector/follow-in-sequence.js';
import { FollowerParts } from './platform/projector/follower-parts.js';
import { definedProjections, isByStream, isFollowedByProjector } from './platform/projector/projection.js';
import type { Reaction } from './platform/reaction.js';
import { Keeper } from './platform/rebuild/keeper.js';
import { Relay } from './platform/relay/relay.js';
import { RelayMetrics } from './platform/relay/relay-metrics.js';
import { RelayProgress } from './platform/relay/relay-progress.js';
import { LogSignal } from './platform/store/log-signal.js';
import { LogTail } from './platform/store/log-tail.js';
import { Vault } from './platform/vault.js';
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
  watch(app, running);
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
  parts.push(...longWork(app, running));
  if (config.roles.has('delivery')) parts.push(...(await reactions(app, config.drainMs)));
  if (config.tls?.files) parts.push(certificate(app, config.tls, config.tls.files, log));
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

function certificate(app: NestFastifyApplication, shown: KeyPair, files: KeyPair, log: Log): Part {
  const server = app.getHttpServer() as unknown as TlsServer;
  const part = new Certificate(server, files, shown, log);
  return { name: 'certificate', start: () => part.start(), stop: () => part.stop() };
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
  broker: 'Kafka refuses this process; the log of this process says what to do',
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
  metrics.watch(part, app.get(RelayProgress));
  const check = async () => {
    const { problem, needsPerson } = part.status();
    if (problem === null) return { ok: true, detail: 'publishes, or another process does' };
    return { ok: false, detail: needsPerson ? FOR_A_PERSON[needsPerson] : CANNOT_PUBLISH };
  };
  // Clients need no Kafka: a process that answers them is ready without it.
  app.get(HealthRegistry).add('relay', check, { decides: !config.roles.has('api') });
  return { name: 'relay', start: () => part.start(), stop: () => part.stop() };
}

async function reactions(app: NestFastifyApplication, drainMs: number): Promise<Part[]> {
  const { reactions: all } = await loadRooms();
  return all.map((type: Type<Reaction>) => {
    const reaction = app.get(type);
    return { name: type.name, start: () => reaction.start(), stop: () => reaction.stop(drainMs) };
  });
}
