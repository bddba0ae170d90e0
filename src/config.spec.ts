import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, FROM_FILE, isRoot, readConfig, StartRefused } from './config.js';

const ADMIN_KEY = 'an admin key of at least 32 characters';
/** As random as any, and the same each time. */
const KEY = createHash('sha256').update('a key').digest();
const PRODUCTION = {
  DATABASE_URL: 'postgres://db/intake',
  INTAKE_ADMIN_KEY: ADMIN_KEY,
  INTAKE_ENCRYPTION_KEY: KEY.toString('base64'),
};
const KAFKA = { KAFKA_BROKERS: 'k1:9092' };
const PROVIDER = { INTAKE_OIDC_ISSUER: 'https://id.example/realms/a', INTAKE_OIDC_AUDIENCE: 'intake' };

const TRUSTWORTHY = 'must be an https URL (http on this machine only) without a user';
const ROLE_NAMES = 'must be name=role,name=role, each role one of submitter, operator, admin';

const LIMITS = {
  connections: 10_000,
  connectionsPerAddress: 5_000,
  requests: 5_000,
  latenessMs: 300,
  bodyBytes: 134_217_728,
  streams: 5_000,
  streamsPerKey: 2_500,
  waits: 1_000,
  waitsPerKey: 500,
  operations: 100,
  requestsPerSecond: null,
  inputsPerSecond: null,
  unknownKeysPerSecond: 100,
};

const SECRETS_SAID: Record<string, string> = {
  DATABASE_URL: 'postgres://postgres:postgres@db/intake',
  INTAKE_MIGRATION_DATABASE_URL: 'postgres://postgres:postgres@db/intake',
  INTAKE_ADMIN_KEY: 'x'.repeat(40),
  INTAKE_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
  INTAKE_ENCRYPTION_KEY_PREVIOUS: Buffer.alloc(32).toString('base64'),
  KAFKA_SASL_PASSWORD: 'changeit',
};

function readShown(): string {
  const folders = ['docs', 'deploy/compose', 'deploy/kubernetes'];
  const files = ['README.md', 'docker-compose.yml', ...folders.flatMap((folder) => filesOf(folder))];
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [`${folder}/${entry.name}`] : []));

const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartRefused) return error.message;
    throw error;
  }
  return 'started';
};

describe('with nothing configured', () => {
  it('everything runs on this machine, with the defaults of the contract', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      source: '/intake',
      roles: new Set(['api', 'relay', 'projector', 'delivery']),
      databaseUrl: null,
      migrationDatabaseUrl: null,
      migrate: true,
      kafka: {
        brokers: null,
        ssl: false,
        sslCa: null,
        sasl: null,
        topic: 'intake.events',
        partitions: 12,
        replication: 1,
      },
      adminKey: null,
      encryptionKey: null,
      previousEncryptionKey: null,
      provider: null,
      allowPrivateDestinations: true,
      dataDir: resolve('.intake'),
      dataDirGiven: false,
      cacheDir: isRoot() ? '/var/cache/intake' : join(homedir(), '.cache', 'intake'),
      embeddedPostgresPort: null,
      embeddedKafkaPort: null,
      corsOrigins: [],
      trustedProxies: 0,
      tls: null,
      limits: LIMITS,
      logLevel: 'info',
      drainMs: 10_000,
      production: false,
    } satisfies Config);
  });

  it('an empty variable is an absent one', () => {
    const empty = Object.fromEntries(
      ['PORT', 'DATABASE_URL', 'KAFKA_BROKERS', 'INTAKE_ROLES'].map((name) => [name, '']),
    );
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

describe('in production', () => {
  it('it listens to everyone, and destinations are public ones', () => {
    expect(readConfig({ ...PRODUCTION, ...KAFKA })).toMatchObject({
      production: true,
      host: '0.0.0.0',
      allowPrivateDestinations: false,
      adminKey: ADMIN_KEY,
      encryptionKey: KEY,
      kafka: { brokers: ['k1:9092'], replication: null },
    });
  });

  it('it listens to this machine only while anything is embedded', () => {
    expect(readConfig(PRODUCTION).host).toBe('127.0.0.1');
    expect(readConfig(KAFKA)).toMatchObject({ host: '127.0.0.1', production: false });
    expect(readConfig({ ...PRODUCTION, HOST: '::' }).host).toBe('::');
  });
});

describe('each variable', () => {
  it.each<[NodeJS.ProcessEnv, object]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ HOST: '10.0.0.1' }, { host: '10.0.0.1' }],
    [{ INTAKE_PUBLIC_URL: 'https://intake.example' }, { publicUrl: 'https://intake.example' }],
    [{ INTAKE_SOURCE: '/eu' }, { source: '/eu' }],
    [
      { INTAKE_MIGRATION_DATABASE_URL: 'postgresql://o@db/intake' },
      { migrationDatabaseUrl: 'postgresql://o@db/intake' },
    ],
    [{ INTAKE_MIGRATE: 'off' }, { migrate: false }],
    [{ KAFKA_BROKERS: ' k1:9092, k2:9092 ,' }, { kafka: { brokers: ['k1:9092', 'k2:9092'] } }],
    [{ KAFKA_SSL: 'on', KAFKA_SSL_CA: '/ca.pem' }, { kafka: { ssl: true, sslCa: '/ca.pem' } }],
    [
      { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' },
      { kafka: { sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } } },
    ],
    [{ INTAKE_PARTITIONS: '3' }, { kafka: { partitions: 3 } }],
    [{ INTAKE_KAFKA_REPLICATION: '3' }, { kafka: { replication: 3 } }],
    [{ INTAKE_TOPIC: 'a.b-c_d' }, { kafka: { topic: 'a.b-c_d' } }],
    [{ INTAKE_ADMIN_KEY: ADMIN_KEY }, { adminKey: ADMIN_KEY }],
    [{ INTAKE_ENCRYPTION_KEY: KEY.toString('base64') }, { encryptionKey: KEY }],
    [{ INTAKE_ENCRYPTION_KEY_PREVIOUS: KEY.toString('base64') }, { previousEncryptionKey: KEY }],
    [{ INTAKE_ALLOW_PRIVATE_DESTINATIONS: 'off' }, { allowPrivateDestinations: false }],
    [{ ...PRODUCTION, INTAKE_ALLOW_PRIVATE_DESTINATIONS: '1' }, { allowPrivateDestinations: true }],
    [
      { INTAKE_ALLOW_PRIVATE_DESTINATIONS: ' 10.1.0.0/16, 192.168.7.4,fd00::/8 ,::1,' },
      { allowPrivateDestinations: ['10.1.0.0/16', '192.168.7.4', 'fd00::/8', '::1'] },
    ],
    [{ INTAKE_DATA_DIR: '/data' }, { dataDir: '/data', dataDirGiven: true }],
    [{ INTAKE_CACHE_DIR: 'cache' }, { cacheDir: resolve('cache') }],
    [{ INTAKE_EMBEDDED_POSTGRES_PORT: '5555' }, { embeddedPostgresPort: 5555 }],
    [{ INTAKE_EMBEDDED_KAFKA_PORT: '9999' }, { embeddedKafkaPort: 9999 }],
    [{ INTAKE_INPUTS_PER_SECOND: '100' }, { limits: { ...LIMITS, inputsPerSecond: 100 } }],
    [{ INTAKE_CORS_ORIGINS: 'https://a,https://b' }, { corsOrigins: ['https://a', 'https://b'] }],
    [
      PROVIDER,
      {
        provider: {
          ...{ issuer: PROVIDER.INTAKE_OIDC_ISSUER, audience: 'intake', jwksUrl: null, rolesClaim: 'roles' },
          roles: new Map(['submitter', 'operator', 'admin'].map((role) => [role, role])),
          destinationsClaim: null,
        },
      },
    ],
    [
      { ...PROVIDER, INTAKE_OIDC_ISSUER: 'http://127.0.0.1:8080/', INTAKE_OIDC_JWKS_URL: 'https://id.example/k?a=b' },
      { provider: { issuer: 'http://127.0.0.1:8080/', jwksUrl: 'https://id.example/k?a=b' } },
    ],
    [
      { ...PROVIDER, INTAKE_OIDC_ROLES_CLAIM: 'a.b', INTAKE_OIDC_ROLES: 'cn=ops=operator, users=submitter' },
      {
        provider: {
          rolesClaim: 'a.b',
          roles: new Map([
            ['cn=ops', 'operator'],
            ['users', 'submitter'],
          ]),
        },
      },
    ],
    [{ ...PROVIDER, INTAKE_OIDC_DESTINATIONS_CLAIM: 'd' }, { provider: { destinationsClaim: 'd' } }],
    [{ INTAKE_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ INTAKE_DRAIN_MS: '0' }, { drainMs: 0 }],
    [{ ...PRODUCTION, ...KAFKA, INTAKE_ROLES: 'relay, projector' }, { roles: new Set(['relay', 'projector']) }],
  ])('is read: %j', (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected);
  });

  // Taken for what it might mean, each of these would open more than was meant, or nothing.
  it.each([
    ['yes', 'not yes'],
    [',', 'it names none'],
    ['on, 10.0.0.0/8', 'not on'],
    ['10.1/16', 'not 10.1/16'],
    ['10.0.0.0/33', 'not 10.0.0.0/33'],
    ['10.0.0.0/', 'not 10.0.0.0/'],
    ['10.0.0.0/8/8', 'not 10.0.0.0/8/8'],
    ['010.0.0.1', 'not 010.0.0.1'],
    ['db.internal', 'not db.internal'],
    ['fe80::1%eth0', 'not fe80::1%eth0'],
    ['10.1.2.3/16', '10.1.2.3/16 is within 10.1.0.0/16, write that'],
    ['fd00::1/8', 'fd00::1/8 is within fd00::/8, write that'],
    ['::ffff:10.0.0.0/104', '::ffff:10.0.0.0/104 is of IPv4, write it so'],
    ['10.0.0.0/8, x, y', 'not x, not y'],
  ])('INTAKE_ALLOW_PRIVATE_DESTINATIONS=%s is refused', (value, why) => {
    expect(refusal({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: value })).toBe(
      `configuration: INTAKE_ALLOW_PRIVATE_DESTINATIONS must be on, off, or addresses and networks such as 10.1.0.0/16: ${why}`,
    );
  });

  it.each<[string, string, string]>([
    ['PORT', '65536', 'must be a whole number, 0 to 65,535'],
    ['PORT', '-1', 'must be a whole number, 0 to 65,535'],
    ['PORT', '3e3', 'must be a whole number, 0 to 65,535'],
    ['INTAKE_PUBLIC_URL', 'intake.example', 'must be an http or https URL'],
    ['INTAKE_PUBLIC_URL', 'javascript:alert(1)', 'must be an http or https URL'],
    ['INTAKE_ROLES', 'api,web', 'must be some of api, relay, projector, delivery'],
    ['INTAKE_ROLES', ',', 'must name a role'],
    ['DATABASE_URL', 'mysql://db', 'must be a postgres:// URL'],
    ['INTAKE_MIGRATION_DATABASE_URL', 'db', 'must be a postgres:// URL'],
    ['INTAKE_MIGRATE', 'on', 'must be auto or off'],
    ['KAFKA_BROKERS', ' , ', 'must name a broker'],
    ['KAFKA_SSL', 'yes', 'must be on or off'],
    ['KAFKA_SASL_MECHANISM', 'gssapi', 'must be plain, scram-sha-256 or scram-sha-512'],
    ['INTAKE_PARTITIONS', '0', 'must be a whole number, 1 to 1,000'],
    ['INTAKE_PARTITIONS', 'NaN', 'must be a whole number, 1 to 1,000'],
    ['INTAKE_PARTITIONS', 'Infinity', 'must be a whole number, 1 to 1,000'],
    ['INTAKE_KAFKA_REPLICATION', '0', 'must be a whole number, 1 to 10'],
    ['INTAKE_TOPIC', 'a b', 'must be a Kafka topic name, up to 249 of a-z A-Z 0-9 . _ -'],
    ['INTAKE_ADMIN_KEY', 'short', 'must have at least 32 characters'],
    ['INTAKE_ENCRYPTION_KEY', Buffer.alloc(31).toString('base64'), 'must be 32 bytes in base64'],
    ['INTAKE_ENCRYPTION_KEY_PREVIOUS', 'x', 'must be 32 bytes in base64'],
    ['INTAKE_OIDC_ISSUER', 'id.example', TRUSTWORTHY],
    ['INTAKE_OIDC_ISSUER', 'http://id.example', TRUSTWORTHY],
    ['INTAKE_OIDC_ISSUER', 'http://127.0.0.1.id.example', TRUSTWORTHY],
    ['INTAKE_OIDC_ISSUER', 'https://user:password@id.example', TRUSTWORTHY],
    ['INTAKE_OIDC_ISSUER', 'https://id.example/a b', TRUSTWORTHY],
    ['INTAKE_OIDC_ISSUER', 'https://id.example?a', 'must have neither query nor fragment'],
    ['INTAKE_OIDC_ISSUER', `https://id.example/${'a'.repeat(255)}`, 'must have at most 255 characters'],
    ['INTAKE_OIDC_JWKS_URL', 'file:///etc/keys', TRUSTWORTHY],
    ['INTAKE_OIDC_ROLES', 'ops=root', ROLE_NAMES],
    ['INTAKE_OIDC_ROLES', 'ops', ROLE_NAMES],
    ['INTAKE_OIDC_ROLES', ',', ROLE_NAMES],
    ['INTAKE_EMBEDDED_POSTGRES_PORT', 'x', 'must be a whole number, 0 to 65,535'],
    ['INTAKE_EMBEDDED_KAFKA_PORT', '70000', 'must be a whole number, 0 to 65,535'],
    ['INTAKE_LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal'],
    ['INTAKE_DRAIN_MS', '600001', 'must be a whole number, 0 to 600,000'],
  ])('that is wrong is named in one clear line: %s=%s', (name, value, rule) => {
    expect(refusal({ [name]: value })).toBe(`configuration: ${name} ${rule}`);
  });

  it('that is wrong is named beside every other one, and its value is not told', () => {
    const line = refusal({ PORT: 'x', INTAKE_ADMIN_KEY: 'a-secret-value' });
    expect(line).toBe(
      'configuration: PORT must be a whole number, 0 to 65,535; INTAKE_ADMIN_KEY must have at least 32 characters',
    );
  });
});

describe('what cannot work is refused before anything is started', () => {
  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ ...KAFKA, INTAKE_ROLES: 'api' }, /^set DATABASE_URL: an embedded PostgreSQL serves one process/],
    [{ ...PRODUCTION, INTAKE_ROLES: 'api' }, /^set KAFKA_BROKERS: without Kafka all roles must run in one process/],
    [{ ...PRODUCTION, INTAKE_ADMIN_KEY: '' }, /^set INTAKE_ADMIN_KEY .* or INTAKE_ADMIN_KEY_FILE$/],
    [{ ...PRODUCTION, INTAKE_ENCRYPTION_KEY: '' }, /^set INTAKE_ENCRYPTION_KEY .* or INTAKE_ENCRYPTION_KEY_FILE$/],
    [
      { ...KAFKA, KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' },
      /^KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME/,
    ],
    [{ ...KAFKA, KAFKA_SASL_USERNAME: 'u' }, /^KAFKA_SASL_USERNAME needs KAFKA_SASL_MECHANISM$/],
    [{ ...KAFKA, KAFKA_SASL_PASSWORD: 'p' }, /^KAFKA_SASL_PASSWORD needs KAFKA_SASL_MECHANISM$/],
    [{ INTAKE_OIDC_ISSUER: PROVIDER.INTAKE_OIDC_ISSUER }, /^INTAKE_OIDC_ISSUER needs INTAKE_OIDC_AUDIENCE/],
    [{ INTAKE_OIDC_AUDIENCE: 'intake' }, /^INTAKE_OIDC_AUDIENCE needs INTAKE_OIDC_ISSUER$/],
    [{ INTAKE_OIDC_ROLES: 'ops=admin' }, /^INTAKE_OIDC_ROLES needs INTAKE_OIDC_ISSUER$/],
    [{ ...KAFKA, KAFKA_SSL_CA: '/ca.pem' }, /^KAFKA_SSL_CA needs KAFKA_SSL=on$/],
  ])('%j', (env, line) => {
    expect(refusal(env)).toMatch(line);
  });

  it('a role needs only what it uses', () => {
    const url = { DATABASE_URL: PRODUCTION.DATABASE_URL, ...KAFKA };
    const { INTAKE_ADMIN_KEY: _, ...withoutAdminKey } = PRODUCTION;
    expect(refusal({ ...url, INTAKE_ROLES: 'relay,projector' })).toBe('started');
    expect(refusal({ ...withoutAdminKey, ...KAFKA, INTAKE_ROLES: 'delivery' })).toBe('started');
    expect(refusal({ ...url, INTAKE_ROLES: 'delivery' })).toMatch(/^set INTAKE_ENCRYPTION_KEY/);
  });
});

describe('a secret that can be guessed', () => {
  const weak = { ...KAFKA, ...PRODUCTION };
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ DATABASE_URL: 'postgres://postgres:postgres@db/intake' }, 'DATABASE_URL has a password that is one of those'],
    [
      { INTAKE_MIGRATION_DATABASE_URL: 'postgres://a:b@db/intake' },
      'INTAKE_MIGRATION_DATABASE_URL has a password that',
    ],
    [{ INTAKE_ADMIN_KEY: 'x'.repeat(32) }, 'INTAKE_ADMIN_KEY follows a pattern'],
    [{ INTAKE_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') }, 'INTAKE_ENCRYPTION_KEY follows a pattern'],
    [{ INTAKE_ENCRYPTION_KEY_PREVIOUS: Buffer.alloc(32).toString('base64') }, 'INTAKE_ENCRYPTION_KEY_PREVIOUS follows'],
    [
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'kafka' },
      'KAFKA_SASL_PASSWORD is one of those that are tried first',
    ],
  ])('is refused in production: %j', (env, why) => {
    expect(refusal({ ...weak, ...env })).toMatch(new RegExp(`^no secret that can be guessed: ${why}`));
  });

  it('is refused in every way that it may be given, and its value is not told', () => {
    // A certificate is no secret, and its key is nobody's idea.
    const chosen = FROM_FILE.filter((name) => !name.startsWith('INTAKE_TLS_'));
    for (const name of chosen) expect(Object.keys(SECRETS_SAID)).toContain(name);
    for (const [name, value] of Object.entries(SECRETS_SAID)) {
      const said = refusal({
        ...weak,
        KAFKA_SASL_MECHANISM: 'plain',
        KAFKA_SASL_USERNAME: 'u',
        KAFKA_SASL_PASSWORD: 'some thing long',
        [name]: value,
      });
      expect(said).toContain(name);
      expect(said).not.toContain('postgres:postgres');
    }
  });

  it('is every one that a page or a file for operators shows', () => {
    const shown = [...readShown().matchAll(/postgres:\/\/[^\s:@/\\]+:[^\s@/]+@[^\s"'`]+/g)].map(([url]) => url);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((url) => refusal({ ...weak, DATABASE_URL: url }) === 'started')).toEqual([]);
    const keys = [...readShown().matchAll(/(INTAKE_ADMIN_KEY|INTAKE_ENCRYPTION_KEY|KAFKA_SASL_PASSWORD)[=:] *(\S+)/g)];
    const login = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'some thing long' };
    const taken = keys.filter(([, name, value]) => refusal({ ...weak, ...login, [name!]: value }) === 'started');
    expect(taken).toEqual([]);
  });

  it('is taken where nothing is reached from outside this machine', () => {
    expect(refusal({ INTAKE_ADMIN_KEY: 'x'.repeat(32) })).toBe('started');
    for (const host of ['127.0.0.1:5433', '[::1]', 'localhost:5432', '']) {
      const DATABASE_URL = `postgres://postgres:postgres@${host}/intake`;
      expect(refusal({ ...weak, DATABASE_URL })).toBe('started');
    }
    expect(refusal({ ...weak, DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1.db.example/intake' })).not.toBe(
      'started',
    );
  });
});

describe('a secret in a file', () => {
  let folder: string;
  const inFile = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'intake-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read for every secret, without the line’s end', () => {
    const config = readConfig({
      ...KAFKA,
      DATABASE_URL_FILE: inFile('url', `${PRODUCTION.DATABASE_URL}\n`),
      INTAKE_MIGRATION_DATABASE_URL_FILE: inFile('owner', 'postgres://owner@db/intake\n'),
      INTAKE_ADMIN_KEY_FILE: inFile('admin', `${ADMIN_KEY}\n`),
      INTAKE_ENCRYPTION_KEY_FILE: inFile('key', `${KEY.toString('base64')}\n`),
      INTAKE_ENCRYPTION_KEY_PREVIOUS_FILE: inFile('old', KEY.toString('base64')),
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD_FILE: inFile('password', 'of one line only\r\n'),
    });
    expect(config).toMatchObject({
      databaseUrl: PRODUCTION.DATABASE_URL,
      migrationDatabaseUrl: 'postgres://owner@db/intake',
      adminKey: ADMIN_KEY,
      encryptionKey: KEY,
      previousEncryptionKey: KEY,
      kafka: { sasl: { password: 'of one line only' } },
    });
  });

  it('does not stand beside the variable itself', () => {
    const both = { INTAKE_ADMIN_KEY: ADMIN_KEY, INTAKE_ADMIN_KEY_FILE: inFile('admin', ADMIN_KEY) };
    expect(refusal(both)).toBe('set INTAKE_ADMIN_KEY or INTAKE_ADMIN_KEY_FILE, not both');
  });

  it('that cannot be read is told with its path and the reason', () => {
    const path = join(folder, 'nothing');
    expect(refusal({ INTAKE_ADMIN_KEY_FILE: path })).toBe(`INTAKE_ADMIN_KEY_FILE: cannot read ${path} (ENOENT)`);
  });

  it('is held to the same rules', () => {
    expect(refusal({ INTAKE_ADMIN_KEY_FILE: inFile('empty', '\n') })).toBe(
      'configuration: INTAKE_ADMIN_KEY must have at least 32 characters',
    );
  });
});
