/**
 * Every environment variable, checked before anything starts: a chapter of docs/configuration.md, which is made from them,
 * is a file of src/config/. Nothing else reads the environment.
 */
import { z } from 'zod';
import * as clients from './config/clients.js';
import * as destinations from './config/destinations.js';
import * as embedded from './config/embedded.js';
import * as kafka from './config/kafka.js';
import * as keys from './config/keys.js';
import { described, ROLES } from './config/kinds.js';
import * as limits from './config/limits.js';
import * as postgresql from './config/postgresql.js';
import * as provider from './config/provider.js';
import { withSecretFiles } from './config/secret-files.js';
import { StartRefused } from './config/start-refused.js';
import * as thisProcess from './config/this-process.js';
import * as tls from './config/tls.js';

export { readArguments } from './config/arguments.js';
export type { KafkaSettings } from './config/kafka.js';
export { allowed, described, ROLES, type Role } from './config/kinds.js';
export { isLoopback } from './config/loopback.js';
export { isTrustworthy, type ProviderSettings } from './config/provider.js';
export { EX_CONFIG, StartRefused } from './config/start-refused.js';
export { cloneHash, isRoot } from './config/this-machine.js';
export { faultOf, type KeyPair } from './config/tls.js';

/** By the chapters of docs/configuration.md. */
export const chapters = {
  'This process': thisProcess.variables,
  Clients: clients.variables,
  TLS: tls.variables,
  Limits: limits.variables,
  PostgreSQL: postgresql.variables,
  Kafka: kafka.variables,
  Keys: keys.variables,
  'Identity provider': provider.variables,
  Destinations: destinations.variables,
  'What starts with it': embedded.variables,
};

export interface Config
  extends thisProcess.ThisProcess,
    clients.Clients,
    tls.Tls,
    limits.Bounded,
    postgresql.PostgreSql,
    kafka.Kafka,
    keys.Keys,
    provider.Provider,
    destinations.Destinations,
    embedded.EmbeddedServers {}

/** The token under which Nest provides it. */
export const CONFIG = Symbol('config');

const variables = z.object({
  ...thisProcess.variables,
  ...clients.variables,
  ...tls.variables,
  ...limits.variables,
  ...postgresql.variables,
  ...kafka.variables,
  ...keys.variables,
  ...provider.variables,
  ...destinations.variables,
  ...embedded.variables,
});

/** Secrets may stand in a file whose path is in the variable's name + _FILE. */
export const FROM_FILE = Object.entries<z.ZodType>(variables.shape).flatMap(([name, rule]) =>
  described.get(rule)?.mayBeFile ? [name] : [],
);

/** Reads and checks the environment, for a start of these roles. Throws StartRefused naming each variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const config = readSettings(env);
  refuseHalfConfigured(config);
  return config;
}

/** Each variable by itself: for what starts no role. */
export function readSettings(env: NodeJS.ProcessEnv): Config {
  const given = withSecretFiles(env, FROM_FILE);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
    throw new StartRefused(`configuration: ${[...new Set(lines)].join('; ')}`);
  }
  kafka.refuseWithoutEffect(parsed.data);
  return settingsOf(parsed.data, given);
}

function settingsOf(v: z.infer<typeof variables>, given: NodeJS.ProcessEnv): Config {
  const database = postgresql.settings(v);
  const anythingEmbedded = !database.production || v.KAFKA_BROKERS === undefined;
  return {
    ...thisProcess.settings(v, anythingEmbedded),
    ...clients.settings(v),
    ...tls.settings(v, given),
    ...limits.settings(v),
    ...database,
    ...kafka.settings(v),
    ...keys.settings(v),
    ...provider.settings(v, given),
    ...destinations.settings(v, database.production),
    ...embedded.settings(v, given),
  };
}

/** What cannot work is said before anything is started. */
function refuseHalfConfigured(config: Config): void {
  const allRoles = config.roles.size === ROLES.length;
  if (!config.databaseUrl && !allRoles) {
    throw new StartRefused('set DATABASE_URL: an embedded PostgreSQL serves one process with all roles only');
  }
  if (!config.kafka.brokers && !allRoles) {
    throw new StartRefused('set KAFKA_BROKERS: without Kafka all roles must run in one process');
  }
  if (config.production) keys.refuseMissing(config, config.roles);
  kafka.refuseHalf(config.kafka);
  if (config.production) refuseWeakSecrets(config);
}

/** Its value is never told: where it is weak, whoever reads the log could use it. */
function refuseWeakSecrets(config: Config): void {
  const all = [...postgresql.weaknesses(config), ...kafka.weaknesses(config.kafka), ...keys.weaknesses(config)];
  const weak = all.flatMap(([name, weakness]) => (weakness ? [`${name} ${weakness}`] : []));
  if (weak.length > 0) throw new StartRefused(`no secret that can be guessed: ${weak.join('; ')}`);
}
