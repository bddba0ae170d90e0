/** The one composition root: what the rooms hold, put together on the platform. */
import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AccessGuard } from './access/access.guard.js';
import { AccessKeys } from './access/access-keys.js';
import { refuseOpenRoutes } from './access/allowed-to.js';
import { ConsoleSessions } from './access/console-sessions.js';
import { InputOwners } from './access/input-owners.js';
import { loadKeys } from './access/provider-documents.js';
import { ProviderKeys } from './access/provider-keys.js';
import { ProviderTokens } from './access/provider-tokens.js';
import { Shares } from './access/shares.js';
import { StreamTokens } from './access/stream-token.js';
import type { Config } from './config.js';
import { asProviders } from './platform/answers-for.js';
import { systemClock } from './platform/clock.js';
import { placeInSchemas } from './platform/database/read-model-schema.js';
import { type Discovered, discover } from './platform/discover.js';
import { consoleFolder, serveConsole } from './platform/http/console.js';
import { serveDocs } from './platform/http/docs.js';
import { Drain } from './platform/http/drain.js';
import { createFastifyAdapter, type HttpOptions } from './platform/http/fastify.js';
import { keepHttpRules, NEST_HTTP_OPTIONS } from './platform/http/http.js';
import { HttpMetrics } from './platform/http/http-metrics.js';
import { openApiDocument } from './platform/http/openapi.js';
import { PositionInterceptor } from './platform/http/position.js';
import { createLog } from './platform/log.js';
import { PlatformModule, type Running } from './platform/platform.module.js';
import { definedProjections } from './platform/projector/projection.js';
import { LogTail } from './platform/store/log-tail.js';

/** What a process gives to callers to come back with; null: it answers nobody. */
interface Given {
  tokens: StreamTokens | null;
  sessions: ConsoleSessions | null;
}

@Module({})
class AppModule {
  static with(found: Discovered, { tokens, sessions }: Given, running?: Running): DynamicModule {
    const answers = !running || running.config.roles.has('api');
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot(), PlatformModule.with(running)],
      controllers: answers ? found.controllers : [],
      providers: [
        ...asProviders(found.providers),
        { provide: StreamTokens, useFactory: () => tokens },
        { provide: ConsoleSessions, useFactory: () => sessions },
        { provide: ProviderTokens, useFactory: () => running && providerTokens(running) },
      ],
    };
  }
}

/** null: this process takes no tokens of an identity provider. */
function providerTokens({ config: { provider, roles }, log }: Running): ProviderTokens | null {
  if (!provider || !roles.has('api')) return null;
  const keys = new ProviderKeys({ load: () => loadKeys(provider), clock: systemClock, log });
  return new ProviderTokens(provider, keys, systemClock);
}

let loaded: Promise<Discovered> | undefined;

/** Loads every room, once: from then on events, projections and their tables are known. */
export function loadRooms(): Promise<Discovered> {
  loaded ??= discover().then((found) => {
    placeInSchemas(definedProjections());
    return found;
  });
  return loaded;
}

function boundsOf({ limits, trustedProxies, tls }: Config): Partial<HttpOptions> {
  const shares = new Shares(limits);
  return { limits, trustedProxies, tls, share: (request, reply) => shares.take(request, reply) };
}

/**
 * The application, not listening yet. Commands and queries find their handlers from here on: what goes on at a start with
 * what was begun before asks them at once. `preview`: only to be looked at, nothing is connected.
 */
export async function buildApp(options: Running | { preview: true }): Promise<NestFastifyApplication> {
  const found = await loadRooms();
  const running = 'preview' in options ? undefined : options;
  const given = givenBy(running);
  // It is there before anybody can ask.
  let guard: AccessGuard | undefined;
  const adapter = createFastifyAdapter({
    log: running?.log ?? createLog('silent', false),
    corsOrigins: running?.config.corsOrigins ?? [],
    drain: running?.drain ?? new Drain(),
    ...(running && { metrics: new HttpMetrics(running.metrics) }),
    admit: (request) => guard!.admit(request),
    ...(running && boundsOf(running.config)),
  });
  refuseOpenRoutes(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(found, given, running), adapter, {
    ...NEST_HTTP_OPTIONS,
    preview: !running,
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  keepHttpRules(app);
  if (running) {
    const provider = app.get<ProviderTokens | null>(ProviderTokens);
    const [keys, inputs] = [app.get(AccessKeys), app.get(InputOwners)];
    guard = new AccessGuard({ adminKey: running.adminKey ?? '', ...given, keys, provider, inputs });
  }
  if (running) app.useGlobalInterceptors(new PositionInterceptor(app.get(LogTail)));
  if (running?.config.roles.has('api')) {
    const fastify: FastifyInstance = adapter.getInstance();
    const { publicUrl } = running.config;
    serveDocs(fastify, () => openApiDocument(app, publicUrl), publicUrl);
    serveConsole(fastify, consoleFolder);
  }
  if (running) await app.init();
  return app;
}

function givenBy(running: Running | undefined): Given {
  if (!running?.encryptionKey) return { tokens: null, sessions: null };
  const { encryptionKey, adminKey } = running;
  return {
    tokens: new StreamTokens(encryptionKey, systemClock),
    sessions: new ConsoleSessions(encryptionKey, adminKey ?? '', systemClock),
  };
}
