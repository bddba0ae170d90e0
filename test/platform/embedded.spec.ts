/** The embedded servers, started by processes that are stopped, killed and started again. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { type Child, isAlive, startChild } from '../support/process.js';
import { until } from '../support/until.js';

jest.setTimeout(90_000);

interface Started {
  databaseUrl: string;
  kafkaBrokers: string[] | null;
  kafkaUnavailable: string | null;
  adminKey: string;
  adminKeyFile: string;
  encryptionKey: string;
  dataDir: string;
}
interface Message {
  started?: Started;
  refused?: string;
  progress?: string;
}

const kafkaOnly = { withKafka: true, databaseUrl: 'postgres://elsewhere' };

let folder: string;
let dataDir: string;
let children: Child[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intake-embedded-'));
  chmodSync(folder, 0o711);
  dataDir = join(folder, 'data');
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(children.map((child) => child.exit));
  await until('the servers are gone', () => serverPids().every((pid) => !isAlive(pid)), 30_000);
  rmSync(folder, { recursive: true, force: true });
});

function start(config: object = {}, env: NodeJS.ProcessEnv = {}): Child {
  const cacheDir = process.env.TEST_CACHE_DIR;
  const child = startChild(
    process.execPath,
    [join(import.meta.dirname, '../support/embedded-child.mjs'), JSON.stringify({ dataDir, cacheDir, ...config })],
    { env: { ...process.env, NODE_OPTIONS: '', ...env }, ownGroup: true },
  );
  children.push(child);
  return child;
}

const messages = (child: Child) =>
  child.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Message);
const has = (name: string) => (line: string) => line.startsWith(`{"${name}"`);

async function started(child: Child): Promise<Started> {
  await child.line((line) => has('started')(line) || has('refused')(line));
  const found = messages(child).find((message) => message.started)?.started;
  if (!found) throw new Error(child.lines.join('\n'));
  return found;
}

async function refused(child: Child): Promise<string> {
  expect(await child.exit).toEqual({ code: 1, signal: null });
  return messages(child).find((message) => message.refused)?.refused ?? child.lines.join('\n');
}

async function stopped(child: Child): Promise<void> {
  child.kill('SIGTERM');
  expect(await child.exit).toEqual({ code: 0, signal: null });
}

const pidOf = (server: string): number => Number(readFileSync(join(dataDir, 'run', `${server}.pid`), 'utf8'));
const serverPids = (): number[] =>
  ['postgres', 'kafka'].filter((name) => existsSync(join(dataDir, 'run', `${name}.pid`))).map(pidOf);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function topics(brokers: string[] | null): Promise<string[]> {
  const admin = new Kafka({ brokers: brokers ?? [], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  if ((await admin.listTopics()).length === 0) await admin.createTopics({ topics: [{ topic: 'kept' }] });
  const found = await admin.listTopics();
  await admin.disconnect();
  return found;
}

describe('started, stopped and started again', () => {
  it('finds its data, ports and keys, and nothing is left running in between', async () => {
    const first = start({ withKafka: true });
    const one = await started(first);
    await query(one.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await topics(one.kafkaBrokers)).toContain('kept');
    const pids = serverPids();
    expect(pids).toHaveLength(2);
    await stopped(first);
    expect(pids.filter(isAlive)).toEqual([]);

    const second = start({ withKafka: true });
    const two = await started(second);
    expect(two).toEqual(one);
    expect(await query(two.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await topics(two.kafkaBrokers)).toContain('kept');
  });

  it('keeps its keys and its password to itself, and does its commits for real', async () => {
    const { databaseUrl, adminKey, adminKeyFile, encryptionKey } = await started(start());
    expect(adminKey).toMatch(/^admin_[\w-]{43}$/);
    expect(readFileSync(adminKeyFile, 'utf8').trim()).toBe(adminKey);
    expect(Buffer.from(encryptionKey, 'base64')).toHaveLength(32);
    for (const file of ['admin-key', 'encryption-key', 'postgres-password']) {
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
    }
    const withoutPassword = Object.assign(new URL(databaseUrl), { password: 'guessed' }).toString();
    await expect(query(withoutPassword, 'SELECT')).rejects.toThrow('password authentication failed');
    expect(await query(databaseUrl, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(databaseUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('a Ctrl-C reaches Intake alone', async () => {
    const child = start();
    const { databaseUrl } = await started(child);
    process.kill(-child.pid, 'SIGINT');
    await child.line(has('interrupted'));
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('killed', () => {
  it('with kill -9, its guard ends the servers', async () => {
    const child = start({ withKafka: true });
    const one = await started(child);
    await query(one.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pids = serverPids();
    child.kill('SIGKILL');
    await until('the servers are gone', () => pids.every((pid) => !isAlive(pid)), 30_000);
    const two = await started(start());
    expect(await query(two.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('together with its guard, the next start ends the server and goes on with its data', async () => {
    const child = start();
    const one = await started(child);
    await query(one.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [left] = serverPids();
    process.kill(guardOf(child.pid), 'SIGKILL');
    child.kill('SIGKILL');
    await child.exit;
    expect(isAlive(left ?? 0)).toBe(true);

    const second = start();
    const two = await started(second);
    expect(second.lines.join()).toContain('Stopping PostgreSQL that an earlier start left running');
    expect(isAlive(left ?? 0)).toBe(false);
    expect(two.databaseUrl).toBe(one.databaseUrl);
    expect(await query(two.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('a pid that belongs to somebody else by now is left alone', async () => {
    const stranger = startChild(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: {} });
    mkdirSync(join(dataDir, 'run'), { recursive: true });
    writeFileSync(join(dataDir, 'run', 'postgres.pid'), `${stranger.pid}\n`);
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: stranger.pid, identity: 'of one before' }));
    await started(start());
    expect(isAlive(stranger.pid)).toBe(true);
    stranger.kill('SIGKILL');
    await stranger.exit;
  });
});

describe('a server that ends by itself', () => {
  it('is started again, on its port and with its data', async () => {
    const child = start({ withKafka: true });
    const { databaseUrl, kafkaBrokers } = await started(child);
    await query(databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await topics(kafkaBrokers)).toEqual(['kept']);
    const before = serverPids();
    for (const pid of before) process.kill(pid, 'SIGKILL');
    const answer = () => query(databaseUrl, 'SELECT answer FROM kept').catch(() => []);
    await until('PostgreSQL answers again', async () => (await answer()).length === 1, 60_000);
    const kept = () => topics(kafkaBrokers).catch((): string[] => []);
    await until('Kafka answers again', async () => (await kept()).includes('kept'), 60_000);
    await stopped(child);
    expect(serverPids().filter((pid) => before.includes(pid) || isAlive(pid))).toEqual([]);
  });
});

describe('what stands in the way is said in one line, and nothing is left half-started', () => {
  it('another Intake on the same data directory', async () => {
    const first = start();
    const { databaseUrl } = await started(first);
    expect(await refused(start())).toBe(
      `an Intake (process ${first.pid}) is already running on ${dataDir}: stop it, or set INTAKE_DATA_DIR to another directory`,
    );
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('a port that is taken: refused when it was asked for, another one when it was not', async () => {
    const squatter = createServer();
    const port = await listen(squatter, 0);
    expect(await refused(start({ embeddedPostgresPort: port }))).toBe(
      `INTAKE_EMBEDDED_POSTGRES_PORT=${port}: another program listens there; end it or choose another port`,
    );
    writeFileSync(join(dataDir, 'run', 'postgres.port'), `${port}\n`);
    const { databaseUrl } = await started(start());
    expect(Number(new URL(databaseUrl).port)).not.toBe(port);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('a data directory that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const impossible = join(folder, 'file', 'data');
    expect(await refused(start({ dataDir: impossible }))).toBe(
      `the data directory ${impossible} cannot be written (a file stands in its place): make it writable for this user, or set INTAKE_DATA_DIR to another`,
    );
  });

  it('no Java: it starts without Kafka and says why', async () => {
    const { kafkaBrokers, kafkaUnavailable, databaseUrl } = await started(start({ withKafka: true }, tools({})));
    expect(kafkaBrokers).toBeNull();
    expect(kafkaUnavailable).toMatch(
      /^no Kafka: Java was not found \(install Java 17 or newer, or set KAFKA_BROKERS\)/,
    );
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('no Maven, and nothing fetched yet: it starts without Kafka and says why', async () => {
    const child = start({ ...kafkaOnly, cacheDir: join(folder, 'cache') }, tools({ java: 'real' }));
    expect((await started(child)).kafkaUnavailable).toMatch(/^no Kafka: Maven \(mvn\) was not found/);
  });

  it('a Java that is too old', async () => {
    const env = tools({ java: `echo 'openjdk version "11.0.2" 2019-01-15' >&2` });
    const line = await refused(start(kafkaOnly, env));
    expect(line).toContain(
      `Java 11.0.2 (${join(folder, 'tools', 'java')}) is too old for Kafka: install Java 17 or newer`,
    );
    expect(serverPids().filter(isAlive)).toEqual([]);
  });

  it('a Maven that cannot fetch', async () => {
    const env = tools({ java: 'real', mvn: 'echo "[ERROR] Unknown host"; exit 1' });
    const cacheDir = join(folder, 'cache');
    const line = await refused(start({ withKafka: true, cacheDir }, env));
    expect(line).toBe(
      "Maven could not fetch Apache Kafka (Unknown host): check the network and Maven's settings and start again, or set KAFKA_BROKERS",
    );
    expect(serverPids().filter(isAlive)).toEqual([]);
    expect(existsSync(join(cacheDir, 'kafka-4.4.0', 'libs'))).toBe(false);
  });
});

/** A PATH on which nothing stands but these. */
function tools(scripts: { java?: string; mvn?: string }): NodeJS.ProcessEnv {
  const path = join(folder, 'tools');
  mkdirSync(path);
  for (const [name, body] of Object.entries(scripts)) {
    if (body === 'real') symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(path, name));
    else writeFileSync(join(path, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return { PATH: path, JAVA_HOME: '' };
}

function guardOf(parent: number): number {
  const list = execFileSync('ps', ['-eww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const line = list
    .split('\n')
    .find((text) => text.includes('guard-process') && text.trim().split(/\s+/)[1] === `${parent}`);
  return Number(line?.trim().split(/\s+/)[0]);
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
