/** Every environment variable, in this one file, checked before anything starts. The meaning of each: contract §4. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const ROLES = ['api', 'relay', 'projector', 'delivery'] as const;
type Role = (typeof ROLES)[number];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
const port = wholeNumber(0, 65_535);
const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off')
  .transform((v) => ['on', 'true', '1'].includes(v));
/** Such as `10.1.0.0/16, 192.168.7.4, fd00::/8`. */
const onOffOrNetworks = commaList.transform((parts, context) => {
  const word = onOff.safeParse(parts[0]);
  if (parts.length === 1 && word.success) return word.data;
  const faults = parts.length > 0 ? parts.map(networkFault) : ['it names none'];
  const message = faults.filter(Boolean).join(', ');
  if (message) context.addIssue(`must be on, off, or addresses and networks such as 10.1.0.0/16: ${message}`);
  return parts;
});
const key32 = z
  .string()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64');
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL');

const variables = z.object({
  PORT: port.default(3000),
  HOST: z.string().optional(),
  INTAKE_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  INTAKE_SOURCE: z.string().default('/intake'),
  INTAKE_ROLES: commaList
    .pipe(z.array(z.enum(ROLES, `must be some of ${ROLES.join(', ')}`)).min(1, 'must name a role'))
    .default([...ROLES]),
  DATABASE_URL: postgresUrl.optional(),
  INTAKE_MIGRATION_DATABASE_URL: postgresUrl.optional(),
  INTAKE_MIGRATE: z.enum(['auto', 'off'], 'must be auto or off').default('auto'),
  KAFKA_BROKERS: commaList
    .refine((brokers) => brokers.length > 0, 'must name a broker')
    .refine((brokers) => brokers.every((broker) => /^[^\s/]+:\d{1,5}$/.test(broker)), 'must be host:port,host:port')
    .optional(),
  KAFKA_SSL: onOff.default(false),
  KAFKA_SSL_CA: z.string().optional(),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  INTAKE_PARTITIONS: wholeNumber(1, 1000).default(12),
  INTAKE_KAFKA_REPLICATION: wholeNumber(1, 10).optional(),
  INTAKE_TOPIC: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be a Kafka topic name')
    .default('intake.events'),
  INTAKE_ADMIN_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  INTAKE_ENCRYPTION_KEY: key32.optional(),
  INTAKE_ENCRYPTION_KEY_PREVIOUS: key32.optional(),
  INTAKE_ALLOW_PRIVATE_DESTINATIONS: onOffOrNetworks.optional(),
  INTAKE_DATA_DIR: z.string().default('.intake'),
  INTAKE_CACHE_DIR: z.string().optional(),
  INTAKE_EMBEDDED_POSTGRES_PORT: port.optional(),
  INTAKE_EMBEDDED_KAFKA_PORT: port.optional(),
  INTAKE_CORS_ORIGINS: commaList.default([]),
  INTAKE_INPUTS_PER_SECOND: wholeNumber(1, 1_000_000).optional(),
  INTAKE_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  INTAKE_DRAIN_MS: wholeNumber(0, 600_000).default(10_000),
});

/** Secrets may stand in a file whose path is in the variable's name + _FILE. */
const FROM_FILE = [
  'DATABASE_URL',
  'INTAKE_MIGRATION_DATABASE_URL',
  'INTAKE_ADMIN_KEY',
  'INTAKE_ENCRYPTION_KEY',
  'INTAKE_ENCRYPTION_KEY_PREVIOUS',
  'KAFKA_SASL_PASSWORD',
];

/** The token under which Nest provides it. */
export const CONFIG = Symbol('config');

export interface Config {
  port: number;
  host: string;
  publicUrl: string | null;
  source: string;
  roles: ReadonlySet<Role>;
  /** null: the embedded server. */
  databaseUrl: string | null;
  /** The login that owns and migrates; null: the same as databaseUrl. */
  migrationDatabaseUrl: string | null;
  migrate: boolean;
  kafka: KafkaSettings;
  /** null: made in the data directory. */
  adminKey: string | null;
  encryptionKey: Buffer | null;
  previousEncryptionKey: Buffer | null;
  /** Networks: these besides the public addresses. */
  allowPrivateDestinations: boolean | string[];
  dataDir: string;
  /** The data directory was named by the operator, not left at its default. */
  dataDirGiven: boolean;
  cacheDir: string;
  embeddedPostgresPort: number | null;
  embeddedKafkaPort: number | null;
  corsOrigins: string[];
  /** Of each key, in this process; null: no limit. */
  inputsPerSecond: number | null;
  logLevel: string;
  drainMs: number;
  /** Production means: DATABASE_URL is set. */
  production: boolean;
}

export interface KafkaSettings {
  /** null: the embedded broker, or none at all where Java or Maven is missing. */
  brokers: string[] | null;
  ssl: boolean;
  sslCa: string | null;
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | null;
  topic: string;
  partitions: number;
  /** null: the broker's default. */
  replication: number | null;
}

/** A start that is refused: one line that says what to do. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/** Reads and checks the environment. Throws StartRefused naming each variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = withSecretFiles(env);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
    throw new StartRefused(`configuration: ${[...new Set(lines)].join('; ')}`);
  }
  refuseWithoutEffect(given, parsed.data);
  const config = fromVariables(parsed.data, given);
  refuseHalfConfigured(config);
  return config;
}

/** What may stand behind `node dist/main.js` or `npm start --`. */
export function readArguments(args: string[]): { repartition: boolean } {
  try {
    const { values } = parseArgs({ args, options: { repartition: { type: 'boolean', default: false } } });
    return { repartition: values.repartition };
  } catch {
    throw new StartRefused('the only argument is --repartition; everything else is a variable (docs/running.md)');
  }
}

function fromVariables(v: z.infer<typeof variables>, env: NodeJS.ProcessEnv): Config {
  const production = v.DATABASE_URL !== undefined;
  const anythingEmbedded = !production || v.KAFKA_BROKERS === undefined;
  return {
    port: v.PORT,
    host: v.HOST ?? (anythingEmbedded ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: v.INTAKE_PUBLIC_URL ?? null,
    source: v.INTAKE_SOURCE,
    roles: new Set(v.INTAKE_ROLES),
    databaseUrl: v.DATABASE_URL ?? null,
    migrationDatabaseUrl: v.INTAKE_MIGRATION_DATABASE_URL ?? null,
    migrate: v.INTAKE_MIGRATE === 'auto',
    kafka: kafkaSettings(v),
    ...secrets(v),
    allowPrivateDestinations: v.INTAKE_ALLOW_PRIVATE_DESTINATIONS ?? !production,
    dataDir: resolve(v.INTAKE_DATA_DIR),
    dataDirGiven: env.INTAKE_DATA_DIR !== undefined,
    cacheDir: resolve(v.INTAKE_CACHE_DIR ?? (isRoot() ? '/var/cache/intake' : `${homedir()}/.cache/intake`)),
    embeddedPostgresPort: v.INTAKE_EMBEDDED_POSTGRES_PORT ?? null,
    embeddedKafkaPort: v.INTAKE_EMBEDDED_KAFKA_PORT ?? null,
    corsOrigins: v.INTAKE_CORS_ORIGINS,
    inputsPerSecond: v.INTAKE_INPUTS_PER_SECOND ?? null,
    logLevel: v.INTAKE_LOG_LEVEL,
    drainMs: v.INTAKE_DRAIN_MS,
    production,
  };
}

/** In full, and with nothing beside the network: nothing is opened that nobody meant. null: there is none. */
function networkFault(text: string): string | null {
  const [address = '', prefix] = text.split('/');
  const family = { 0: null, 4: ipaddr.IPv4, 6: ipaddr.IPv6 }[isIP(address)];
  if (!family || address.includes('%') || (prefix !== undefined && !family.isValidCIDR(text))) return `not ${text}`;
  const parsed = ipaddr.process(address);
  if (isIP(address) !== isIP(parsed.toString())) return `${text} is of IPv4, write it so`;
  if (prefix === undefined) return null;
  const start = family.networkAddressFromCIDR(text).toString();
  return start === parsed.toString() ? null : `${text} is within ${start}/${prefix}, write that`;
}

const secrets = (v: z.infer<typeof variables>) => ({
  adminKey: v.INTAKE_ADMIN_KEY ?? null,
  encryptionKey: v.INTAKE_ENCRYPTION_KEY ?? null,
  previousEncryptionKey: v.INTAKE_ENCRYPTION_KEY_PREVIOUS ?? null,
});

function kafkaSettings(v: z.infer<typeof variables>): KafkaSettings {
  const embedded = v.KAFKA_BROKERS === undefined;
  return {
    brokers: v.KAFKA_BROKERS ?? null,
    ssl: v.KAFKA_SSL,
    sslCa: v.KAFKA_SSL_CA ?? null,
    sasl: v.KAFKA_SASL_MECHANISM
      ? {
          mechanism: v.KAFKA_SASL_MECHANISM,
          username: v.KAFKA_SASL_USERNAME ?? '',
          password: v.KAFKA_SASL_PASSWORD ?? '',
        }
      : null,
    topic: v.INTAKE_TOPIC,
    partitions: v.INTAKE_PARTITIONS,
    replication: v.INTAKE_KAFKA_REPLICATION ?? (embedded ? 1 : null),
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
  if (config.production && config.roles.has('api') && !config.adminKey) {
    throw new StartRefused('set INTAKE_ADMIN_KEY (a secret of at least 32 characters) or INTAKE_ADMIN_KEY_FILE');
  }
  const needsEncryption = config.roles.has('api') || config.roles.has('delivery');
  if (config.production && needsEncryption && !config.encryptionKey) {
    throw new StartRefused(
      'set INTAKE_ENCRYPTION_KEY (32 bytes in base64, for example from `openssl rand -base64 32`) or INTAKE_ENCRYPTION_KEY_FILE',
    );
  }
  const { sasl } = config.kafka;
  if (sasl && !(sasl.username && sasl.password)) {
    throw new StartRefused('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  }
}

/** Security that was asked for and would not be there. */
function refuseWithoutEffect(given: NodeJS.ProcessEnv, v: z.infer<typeof variables>): void {
  if (v.KAFKA_SSL_CA !== undefined && !v.KAFKA_SSL) throw new StartRefused('KAFKA_SSL_CA needs KAFKA_SSL=on');
  const login = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'].find((name) => given[name] !== undefined);
  if (login && !v.KAFKA_SASL_MECHANISM) throw new StartRefused(`${login} needs KAFKA_SASL_MECHANISM`);
}

function withSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) if (value !== '') given[name] = value;
  for (const name of FROM_FILE) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined) throw new StartRefused(`set ${name} or ${name}_FILE, not both`);
    given[name] = readSecret(name, path);
  }
  return given;
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new StartRefused(`${name}_FILE: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** A short, stable name for this clone, for places outside it. */
export const cloneHash = (): string => createHash('sha256').update(process.cwd()).digest('hex').slice(0, 12);
