/** What every room works with: the log, the database, the clock. Made once per process, ended in order. */
import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { queryDataSource } from './database/data-source.js';
import { withPatience } from './database/patience.js';
import { Pools } from './database/process-pools.js';
import { roleOf } from './database/roles.js';
import { AllowedAddresses } from './http/allowed-address.js';
import { Drain } from './http/drain.js';
import { HealthController } from './http/health.controller.js';
import { HealthRegistry } from './http/health.js';
import { MetricsController } from './http/metrics.controller.js';
import { Metrics } from './http/metrics.js';
import { ProblemPagesController } from './http/problem-pages.controller.js';
import type { KafkaClient, Received } from './kafka/port.js';
import type { Log } from './log.js';
import { Operations } from './operations/operations.js';
import { FollowerParts } from './projector/follower-parts.js';
import { Lags } from './projector/lag.js';
import { Markers } from './projector/markers.js';
import { Overview } from './projector/overview.js';
import { ParkedEvents } from './projector/parked-events.js';
import { Progress } from './projector/progress.js';
import { definedProjections } from './projector/projection.js';
import { Registry } from './projector/registry.js';
import { ShownPosition } from './projector/shown-position.js';
import { StreamFold } from './projector/stream-fold.js';
import { RelayProgress } from './relay/relay-progress.js';
import { Replays } from './relay/replays.js';
import { Acts } from './store/acts.js';
import { AppendMetrics } from './store/append-metrics.js';
import { EventLog } from './store/event-log.js';
import { LogSignal } from './store/log-signal.js';
import { LogTail } from './store/log-tail.js';
import { LogReader } from './store/reader.js';
import { LogSearch } from './store/search.js';
import { StreamWatchers } from './store/stream-watchers.js';
import { StreamWriter } from './store/stream-writer.js';
import { Vault } from './vault.js';

/** What a start has found out before anything is put together. */
export interface Running {
  config: Config;
  log: Log;
  databaseUrl: string;
  /** null: the log itself feeds what follows by stream. */
  kafka: (KafkaClient & Received) | null;
  logId: string;
  adminKey: string | null;
  encryptionKey: Buffer | null;
  drain: Drain;
  metrics: Metrics;
}

@Global()
@Module({})
export class PlatformModule {
  /** `running` undefined: only to be looked at (Nest's preview calls no factory). */
  static with(running?: Running): DynamicModule {
    const providers = providersOf(running as Running);
    return {
      module: PlatformModule,
      controllers: [HealthController, MetricsController, ProblemPagesController],
      providers,
      exports: providers,
    };
  }
}

function providersOf(running: Running): Provider[] {
  return [
    { provide: CONFIG, useFactory: () => running.config },
    { provide: Drain, useFactory: () => running.drain },
    { provide: HealthRegistry, useFactory: () => new HealthRegistry() },
    {
      provide: AllowedAddresses,
      useFactory: () => new AllowedAddresses(running.config.allowPrivateDestinations),
    },
    { provide: Metrics, useFactory: () => running.metrics },
    { provide: Pools, useFactory: () => new Pools({ ...running, role: roleOf(running.config.roles) }) },
    {
      provide: DataSource,
      useFactory: () => {
        const entities = definedProjections().map(({ entity }) => entity);
        const role = roleOf(running.config.roles);
        return withPatience(() => queryDataSource(running.databaseUrl, entities, 10, role).initialize());
      },
    },
    { provide: LogReader, inject: [Pools], useFactory: (pools: Pools) => new LogReader(pools.requests) },
    { provide: LogSearch, inject: [Pools], useFactory: (pools: Pools) => new LogSearch(pools.requests) },
    {
      provide: LogSignal,
      inject: [Pools],
      useFactory: (pools: Pools) => new LogSignal(running.databaseUrl, pools.followers, running.log),
    },
    { provide: AppendMetrics, inject: [Metrics], useFactory: (metrics: Metrics) => new AppendMetrics(metrics) },
    {
      provide: EventLog,
      inject: [Pools, LogSignal, AppendMetrics],
      useFactory: (pools: Pools, signal: LogSignal, figures: AppendMetrics) => {
        const events = new EventLog(pools.append, running.log, () => signal.appended(), figures.told);
        figures.watch(events);
        return events;
      },
    },
    {
      provide: Acts,
      inject: [Pools, LogSignal, AppendMetrics],
      useFactory: (pools: Pools, signal: LogSignal, figures: AppendMetrics) =>
        new Acts(pools.requests, () => signal.appended(), figures.told),
    },
    {
      provide: LogTail,
      inject: [Pools, LogSignal],
      useFactory: (pools: Pools, signal: LogSignal) =>
        new LogTail(new LogReader(pools.followers), signal.subscribe(), running.log),
    },
    { provide: StreamWatchers, inject: [LogTail], useFactory: (tail: LogTail) => new StreamWatchers(tail) },
    {
      provide: StreamWriter,
      inject: [EventLog, LogReader],
      useFactory: (events: EventLog, reader: LogReader) => new StreamWriter(events, reader),
    },
    {
      provide: ShownPosition,
      inject: [Pools, LogReader, Registry, Markers],
      useFactory: (pools: Pools, reader: LogReader, registry: Registry, markers: Markers) =>
        new ShownPosition({
          progress: new Progress(pools.requests),
          registry,
          markers,
          log: reader,
          partitions: running.config.kafka.partitions,
        }),
    },
    {
      provide: Vault,
      inject: [Pools],
      useFactory: (pools: Pools) => {
        const { encryptionKey, config, log } = running;
        // A part without use for secrets has no right to them either, whatever it was given.
        const mayOpen = config.roles.has('api') || config.roles.has('delivery');
        const keys = { current: mayOpen ? encryptionKey : null, previous: config.previousEncryptionKey };
        return new Vault(pools.requests, keys, log);
      },
    },
    {
      provide: Operations,
      inject: [Pools],
      useFactory: (pools: Pools) => new Operations(pools.requests, running.config.limits.operations),
    },
    {
      provide: Replays,
      inject: [LogReader, LogSearch],
      useFactory: (reader: LogReader, search: LogSearch) =>
        new Replays(reader, search, { there: running.kafka !== null, topic: running.config.kafka.topic }),
    },
    {
      provide: RelayProgress,
      inject: [Pools],
      useFactory: (pools: Pools) => new RelayProgress(pools.requests, running.kafka !== null),
    },
    { provide: Registry, inject: [Pools], useFactory: (pools: Pools) => new Registry(pools.requests) },
    { provide: Markers, inject: [Pools], useFactory: (pools: Pools) => new Markers(pools.requests) },
    {
      provide: StreamFold,
      inject: [Pools, LogReader],
      useFactory: (pools: Pools, reader: LogReader) => new StreamFold(pools.requests, reader),
    },
    { provide: Lags, inject: [Pools], useFactory: (pools: Pools) => new Lags(pools.requests) },
    {
      provide: Overview,
      inject: [Lags, Registry, Operations],
      useFactory: (lags: Lags, registry: Registry, operations: Operations) => new Overview(lags, registry, operations),
    },
    {
      provide: ParkedEvents,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new ParkedEvents(dataSource),
    },
    {
      provide: FollowerParts,
      inject: [Pools, LogSignal, DataSource],
      useFactory: (pools: Pools, signal: LogSignal, dataSource: DataSource) =>
        new FollowerParts(
          pools.followers,
          pools.folding,
          new LogReader(pools.followers),
          signal,
          dataSource,
          running.log,
        ),
    },
  ];
}
