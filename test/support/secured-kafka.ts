/**
 * A Kafka as a careful operator has it: TLS and a login for every client, and nobody may what no rule allows. One more
 * listener has a certificate that has expired.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { findJava } from '../../src/platform/embedded/java.js';
import { classPath } from '../../src/platform/embedded/kafka-jars.js';
import { kafkaProperties } from '../../src/platform/embedded/kafka-properties.js';
import { makeAuthority } from './certificates.js';
import { quietPort } from './ports.js';
import { startChild } from './process.js';
import { until } from './until.js';

export interface SecuredKafka {
  /** Behind TLS, with a login. */
  address: string;
  /** The same, by a certificate that has expired. */
  expired: string;
  /** Who has signed the certificates, and somebody who has not. */
  ca: string;
  otherCa: string;
  /** Name → password. */
  users: Readonly<Record<string, string>>;
  /** As who may everything. */
  withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

const JAVA = ['-Xms32m', '-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** The same names and passwords by PLAIN and by SCRAM-SHA-512. */
export async function startSecuredKafka(users: Record<string, string>): Promise<SecuredKafka> {
  const cacheDir = process.env.TEST_CACHE_DIR;
  const java = await findJava();
  if (!cacheDir || !java) throw new Error('no Java, or TEST_CACHE_DIR is not set: run through `npm test`');
  const folder = mkdtempSync(join(tmpdir(), `intake-test-${process.pid}-`));
  mkdirSync(join(folder, 'data'));
  const [authority, other] = ['authority', 'another'].map((name) => makeAuthority(folder, name));
  const [inner, controllerPort, clients, expired] = await Promise.all([0, 1, 2, 3].map(() => quietPort()));
  const settings = join(folder, 'server.properties');
  const plain = kafkaProperties({ logDir: join(folder, 'data'), port: inner!, controllerPort: controllerPort! });
  writeFileSync(
    settings,
    plain +
      secured({
        inner: inner!,
        controller: controllerPort!,
        clients: { port: clients!, keystore: keystore(folder, 'good', authority!.sign('good')) },
        expired: { port: expired!, keystore: keystore(folder, 'old', authority!.sign('old', { expired: true })) },
        users,
      }),
  );
  const base = [...JAVA, '-cp', classPath(cacheDir)];
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'c2VjdXJlZC1pbi10ZXN0cw', '-c', settings, ...scram];
  await promisify(execFile)(java.program, [...base, ...format]);
  const broker = startChild(java.program, [...base, 'kafka.Kafka', settings]);
  const kafka = new Kafka({ brokers: [`127.0.0.1:${inner}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  async function withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await use(admin);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
  const end = async () => {
    broker.kill('SIGKILL');
    await broker.exit;
    rmSync(folder, { recursive: true, force: true });
  };
  const answers = () =>
    withAdmin((admin) => admin.describeCluster()).then(
      () => true,
      () => false,
    );
  await until(() => `the broker answers; it said:\n${broker.lines.join('\n')}`, answers, 60_000).catch(
    async (error) => {
      await end();
      throw error;
    },
  );
  return {
    address: `127.0.0.1:${clients}`,
    expired: `127.0.0.1:${expired}`,
    ca: authority!.ca,
    otherCa: other!.ca,
    users,
    withAdmin,
    end,
  };
}

function keystore(folder: string, name: string, { key, certificate }: { key: string; certificate: string }): string {
  const path = join(folder, `${name}-keystore.pem`);
  writeFileSync(path, key + certificate);
  return path;
}

interface Listener {
  port: number;
  keystore: string;
}

interface Secured {
  inner: number;
  controller: number;
  clients: Listener;
  expired: Listener;
  users: Record<string, string>;
}

/** What comes later in the file holds. */
function secured({ inner, controller, clients, expired, users }: Secured): string {
  const all = { CLIENT: inner, SECURED: clients.port, EXPIRED: expired.port };
  const addresses = Object.entries(all).map(([name, port]) => `${name}://127.0.0.1:${port}`);
  const names = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const ofListener = ({ keystore }: Listener): Record<string, string> => ({
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystore,
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${names.join(' ')};`,
    'scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  });
  const prefixed = (name: string, listener: Listener) =>
    Object.entries(ofListener(listener)).map(([key, value]) => [`listener.name.${name}.${key}`, value]);
  const lines = {
    listeners: [...addresses, `CONTROLLER://127.0.0.1:${controller}`].join(),
    'advertised.listeners': addresses.join(),
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL,EXPIRED:SASL_SSL',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'allow.everyone.if.no.acl.found': 'false',
    ...Object.fromEntries([...prefixed('secured', clients), ...prefixed('expired', expired)]),
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
