/** Every environment variable, in this one file, checked before anything starts; docs/configuration.md is made from it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { roles as CALLER_ROLES, type Role as CallerRole } from './events/shapes.js';

const ROLES = ['api', 'relay', 'projector', 'delivery'] as const;
type Role = (typeof ROLES)[number];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** What docs/configuration.md says of a variable; its values stand with the rule. */
interface Described {
  does: string;
  /** What holds where it is not set, if that is not a value of its own. */
  otherwise?: string;
  /** Who reads it, if not every role. */
  roles?: readonly Role[];
}
export const described = z.registry<Described>();
/** A kind of value, in words. */
export const allowed = z.registry<{ values: string }>();

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
const text = (values: string) => z.string().register(allowed, { values });
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .register(allowed, { values: `${min.toLocaleString('en')} to ${max.toLocaleString('en')}` });
const oneOf = <const T extends string>(words: readonly T[], message: string) =>
  z.enum(words, message).register(allowed, { values: words.map((word) => `\`${word}\``).join(', ') });
const port = wholeNumber(0, 65_535);
const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off')
  .transform((v) => ['on', 'true', '1'].includes(v))
  .register(allowed, { values: '`on`, `off`' });
/** Such as `10.1.0.0/16, 192.168.7.4, fd00::/8`. */
const onOffOrNetworks = commaList
  .transform((parts, context) => {
    const word = onOff.safeParse(parts[0]);
    if (parts.length === 1 && word.success) return word.data;
    const faults = parts.length > 0 ? parts.map(networkFault) : ['it names none'];
    const message = faults.filter(Boolean).join(', ');
    if (message) context.addIssue(`must be on, off, or addresses and networks such as 10.1.0.0/16: ${message}`);
    return parts;
  })
  .register(allowed, { values: '`on`, `off`, or some: `10.1.0.0/16,192.168.7.4,fd00::/8`' });
const key32 = z
  .string()
  .transform((base64) => Buffer.from(base64, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes in base64')
  .register(allowed, { values: '32 bytes in base64: `openssl rand -base64 32`' });
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
  .register(allowed, { values: '`postgres://user:password@host/database`' });

const providerUrl = z
  .string()
  .max(255, 'must have at most 255 characters')
  .refine(isTrustworthy, 'must be an https URL (http on this machine only) without a user')
  .register(allowed, { values: 'an https URL' });
/** Such as `intake-users=submitter, ops=operator`. */
const namesOfRoles = commaList
  .transform((parts, context) => {
    const pairs = parts.map((part) => /^(.+)=(\w+)$/.exec(part)?.slice(1) ?? []);
    const known = pairs.every(([, role]) => CALLER_ROLES.some((each) => each === role));
    if (known && pairs.length > 0) return new Map(pairs as [string, CallerRole][]);
    context.addIssue(`must be name=role,name=role, each role one of ${CALLER_ROLES.join(', ')}`);
    return z.NEVER;
  })
  .register(allowed, { values: '`intake-users=submitter,ops=operator`' });

/** By the chapters of docs/configuration.md. */
export const chapters = {
  'This process': {
    PORT: port.default(3000).register(described, { does: 'where it listens; 0: any free one' }),
    HOST: text('an address or a name').optional().register(described, {
      does: 'the address it listens on',
      otherwise: '127.0.0.1 with anything embedded, else 0.0.0.0',
    }),
    INTAKE_ROLES: commaList
      .pipe(z.array(z.enum(ROLES, `must be some of ${ROLES.join(', ')}`)).min(1, 'must name a role'))
      .register(allowed, { values: 'some of these' })
      .default([...ROLES])
      .register(described, { does: 'what this process does' }),
    INTAKE_LOG_LEVEL: oneOf(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
      .default('info')
      .register(described, { does: 'the least that is worth a line' }),
    INTAKE_DRAIN_MS: wholeNumber(0, 600_000)
      .default(10_000)
      .register(described, { does: 'how long it may finish what is under way after SIGTERM' }),
  },
  Clients: {
    INTAKE_PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .register(allowed, { values: 'an http or https URL' })
      .optional()
      .register(described, {
        does: "the address in OpenAPI's `servers`",
        otherwise: 'the address that was asked',
        roles: ['api'],
      }),
    INTAKE_CORS_ORIGINS: commaList
      .register(allowed, { values: '`https://a.example,https://b.example`' })
      .default([])
      .register(described, {
        does: 'pages of these origins may ask from a browser',
        otherwise: 'none',
        roles: ['api'],
      }),
    INTAKE_INPUTS_PER_SECOND: wholeNumber(1, 1_000_000)
      .optional()
      .register(described, {
        does: 'inputs that a key may send in a second, in each process; a batch counts its lines ([submitting.md](submitting.md))',
        otherwise: 'no limit',
        roles: ['api'],
      }),
  },
  PostgreSQL: {
    DATABASE_URL: postgresUrl.optional().register(described, {
      does: 'PostgreSQL 15 or newer, as the roles use it. Set, it means production',
      otherwise: 'one that starts with it, for a process with all roles',
    }),
    INTAKE_MIGRATION_DATABASE_URL: postgresUrl.optional().register(described, {
      does: 'the login that owns and migrates ([running.md](running.md#two-logins))',
      otherwise: 'as `DATABASE_URL`',
    }),
    INTAKE_MIGRATE: oneOf(['auto', 'off'], 'must be auto or off')
      .default('auto')
      .register(described, { does: '`off`: a start only checks that nothing is missing' }),
  },
  Kafka: {
    KAFKA_BROKERS: commaList
      .refine((brokers) => brokers.length > 0, 'must name a broker')
      .refine((brokers) => brokers.every((broker) => /^[^\s/]+:\d{1,5}$/.test(broker)), 'must be host:port,host:port')
      .register(allowed, { values: '`host:port,host:port`' })
      .optional()
      .register(described, {
        does: 'Apache Kafka',
        otherwise: 'one that starts with it, or none, for a process with all roles',
      }),
    KAFKA_SSL: onOff.default(false).register(described, { does: 'TLS to the brokers' }),
    KAFKA_SSL_CA: text('the path of a PEM file').optional().register(described, {
      does: 'who has signed their certificates; needs `KAFKA_SSL=on`',
      otherwise: 'whom Node trusts',
    }),
    KAFKA_SASL_MECHANISM: oneOf(
      ['plain', 'scram-sha-256', 'scram-sha-512'],
      'must be plain, scram-sha-256 or scram-sha-512',
    )
      .optional()
      .register(described, { does: 'how it signs in', otherwise: 'it does not' }),
    KAFKA_SASL_USERNAME: text('any')
      .optional()
      .register(described, { does: 'needed with a mechanism', otherwise: 'none' }),
    KAFKA_SASL_PASSWORD: text('any')
      .optional()
      .register(described, { does: 'needed with a mechanism', otherwise: 'none' }),
    INTAKE_TOPIC: z
      .string()
      .regex(/^[a-zA-Z0-9._-]{1,249}$/, 'must be a Kafka topic name')
      .register(allowed, { values: 'up to 249 of `a-z A-Z 0-9 . _ -`' })
      .default('intake.events')
      .register(described, { does: 'the topic of the events, made at the first start; consumer groups begin with it' }),
    INTAKE_PARTITIONS: wholeNumber(1, 1000).default(12).register(described, {
      does: "the log's, fixed by its first start; changed by a start with `--repartition` ([kafka.md](kafka.md))",
    }),
    INTAKE_KAFKA_REPLICATION: wholeNumber(1, 10)
      .optional()
      .register(described, {
        does: 'copies of a topic that it makes',
        otherwise: "1 with the embedded broker, else the broker's default",
        roles: ['relay'],
      }),
    INTAKE_SOURCE: text('any')
      .default('/intake')
      .register(described, { does: '`ce_source` of the messages', roles: ['relay'] }),
  },
  Keys: {
    INTAKE_ADMIN_KEY: z
      .string()
      .min(32, 'must have at least 32 characters')
      .register(allowed, { values: '32 characters or more' })
      .optional()
      .register(described, {
        does: 'the key that may do everything',
        otherwise: 'made in the data directory with the embedded PostgreSQL, else needed',
        roles: ['api'],
      }),
    INTAKE_ENCRYPTION_KEY: key32.optional().register(described, {
      does: 'seals secrets of destinations in the database, and signs stream tokens',
      otherwise: 'made in the data directory with the embedded PostgreSQL, else needed',
      roles: ['api', 'delivery'],
    }),
    INTAKE_ENCRYPTION_KEY_PREVIOUS: key32.optional().register(described, {
      does: 'the one before, while it is changed ([operating.md](operating.md#the-encryption-key))',
      otherwise: 'none',
      roles: ['api', 'delivery'],
    }),
  },
  'Identity provider': {
    INTAKE_OIDC_ISSUER: providerUrl
      .refine((text) => !/[?#]/.test(text), 'must have neither query nor fragment')
      .register(allowed, { values: 'an https URL' })
      .optional()
      .register(described, {
        does: 'whose tokens let in beside access keys ([access.md](access.md#tokens-of-an-identity-provider)); word for word as `iss` says it',
        otherwise: 'no tokens',
        roles: ['api'],
      }),
    INTAKE_OIDC_AUDIENCE: text('any')
      .optional()
      .register(described, {
        does: 'what `aud` of a token must name: this Intake, and nothing that people sign in to',
        otherwise: 'needed with an issuer',
        roles: ['api'],
      }),
    INTAKE_OIDC_JWKS_URL: providerUrl.optional().register(described, {
      does: 'where its keys are',
      otherwise: 'where its `/.well-known/openid-configuration` says',
      roles: ['api'],
    }),
    INTAKE_OIDC_ROLES_CLAIM: text('the name of a claim, or a path to it: `realm_access.roles`')
      .default('roles')
      .register(described, { does: 'where a token says what its holder may do', roles: ['api'] }),
    INTAKE_OIDC_ROLES: namesOfRoles.default(new Map(CALLER_ROLES.map((role) => [role, role]))).register(described, {
      does: 'which of those names stands for which role; others for none',
      otherwise: 'as they are: `submitter`, `operator`, `admin`',
      roles: ['api'],
    }),
    INTAKE_OIDC_DESTINATIONS_CLAIM: text('as the claim of roles')
      .optional()
      .register(described, {
        does: 'where a token says to which destinations its holder may send; a submitter whose token does not say may send to none',
        otherwise: 'to all',
        roles: ['api'],
      }),
  },
  Destinations: {
    INTAKE_ALLOW_PRIVATE_DESTINATIONS: onOffOrNetworks.optional().register(described, {
      does: 'loopback and private addresses may be destinations ([destinations.md](destinations.md#which-addresses))',
      otherwise: '`on` with the embedded PostgreSQL, else `off`',
      roles: ['api', 'delivery'],
    }),
  },
  'What starts with it': {
    INTAKE_DATA_DIR: text('a path').default('.intake').register(described, {
      does: 'data and keys of embedded servers. As root, where the default has a parent that others cannot search: `/var/lib/intake/<hash of the clone>`',
    }),
    INTAKE_CACHE_DIR: text('a path').optional().register(described, {
      does: 'what was fetched',
      otherwise: '`~/.cache/intake`, as root `/var/cache/intake`',
    }),
    INTAKE_EMBEDDED_POSTGRES_PORT: port.optional().register(described, {
      does: 'of the embedded PostgreSQL',
      otherwise: 'the last one; another free one when it is taken',
    }),
    INTAKE_EMBEDDED_KAFKA_PORT: port.optional().register(described, {
      does: 'of the embedded Kafka',
      otherwise: 'the last one; another free one when it is taken',
    }),
  },
};

const variables = z.object({
  ...chapters['This process'],
  ...chapters.Clients,
  ...chapters.PostgreSQL,
  ...chapters.Kafka,
  ...chapters.Keys,
  ...chapters['Identity provider'],
  ...chapters.Destinations,
  ...chapters['What starts with it'],
});

/** Secrets may stand in a file whose path is in the variable's name + _FILE. */
export const FROM_FILE = [
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
  /** null: nobody comes in by a token of an identity provider. */
  provider: ProviderSettings | null;
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

/** An OpenID provider whose access tokens let in. */
export interface ProviderSettings {
  issuer: string;
  audience: string;
  /** null: as its discovery document says. */
  jwksUrl: string | null;
  /** The name of a claim, or a path with dots. */
  rolesClaim: string;
  /** What the claim says, and the role that it stands for. */
  roles: ReadonlyMap<string, CallerRole>;
  /** null: its tokens say nothing of destinations. */
  destinationsClaim: string | null;
}

/** A start that is refused: one line that says what to do. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/** Reads and checks the environment, for a start of these roles. Throws StartRefused naming each variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const config = readSettings(env);
  refuseHalfConfigured(config);
  return config;
}

/** Each variable by itself: for what starts no role. */
export function readSettings(env: NodeJS.ProcessEnv): Config {
  const given = withSecretFiles(env);
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${issue.message}`);
    throw new StartRefused(`configuration: ${[...new Set(lines)].join('; ')}`);
  }
  refuseWithoutEffect(given, parsed.data);
  return fromVariables(parsed.data, given);
}

/** What may stand behind `node dist/main.js` or `npm start --`. */
export function readArguments(args: string[]): { repartition: boolean } {
  try {
    const { values } = parseArgs({ args, options: { repartition: { type: 'boolean', default: false } } });
    return { repartition: values.repartition };
  } catch {
    throw new StartRefused('the only argument is --repartition; everything else is a variable (docs/configuration.md)');
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
    provider: providerSettings(v),
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

/** What is read from there opens doors: nobody on the way may change it. */
export function isTrustworthy(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isHere)) && !username && !password;
}

/** Where there is an issuer, there is an audience: a start without is refused. */
function providerSettings(v: z.infer<typeof variables>): ProviderSettings | null {
  if (v.INTAKE_OIDC_ISSUER === undefined) return null;
  return {
    issuer: v.INTAKE_OIDC_ISSUER,
    audience: v.INTAKE_OIDC_AUDIENCE ?? '',
    jwksUrl: v.INTAKE_OIDC_JWKS_URL ?? null,
    rolesClaim: v.INTAKE_OIDC_ROLES_CLAIM,
    roles: v.INTAKE_OIDC_ROLES,
    destinationsClaim: v.INTAKE_OIDC_DESTINATIONS_CLAIM ?? null,
  };
}

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
  if (v.INTAKE_OIDC_ISSUER !== undefined && v.INTAKE_OIDC_AUDIENCE === undefined) {
    throw new StartRefused(
      'INTAKE_OIDC_ISSUER needs INTAKE_OIDC_AUDIENCE: a token for somebody else must not let in here',
    );
  }
  const ofProvider = Object.keys(given).find((name) => name.startsWith('INTAKE_OIDC_'));
  if (ofProvider && !v.INTAKE_OIDC_ISSUER) throw new StartRefused(`${ofProvider} needs INTAKE_OIDC_ISSUER`);
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
