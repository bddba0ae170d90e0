/** A process of Intake as it runs in production, with the roles that are measured. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { root } from '../../scripts/lib/root.mjs';

/** Of one database: several processes know each other's key and can read each other's secrets. */
const SECRETS = {
  INTAKE_ADMIN_KEY: randomBytes(32).toString('hex'),
  INTAKE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
};
/** A role that has no use for Kafka must only know where it would be. */
const NOWHERE = '127.0.0.1:9';
/** As many as a busy client has; who offers more than can be taken waits for one of them. */
const CONNECTIONS = 64;

/** `env`: variables that a measurement wants otherwise. */
export async function startIntake(databaseUrl, { roles, brokers = NOWHERE, env = {} }) {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    stdio: ['ignore', 'pipe', 2],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: brokers,
      INTAKE_ROLES: roles,
      ...SECRETS,
      INTAKE_ALLOW_PRIVATE_DESTINATIONS: 'on',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
  });
  const { url } = await ready(child);
  const headers = { authorization: `Bearer ${SECRETS.INTAKE_ADMIN_KEY}`, 'content-type': 'application/json' };
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const ask = async (method, path, given) => {
    const { statusCode, body } = await request(url + path, { method, headers, body: given, dispatcher });
    if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${await body.text()}`);
    await body.dump();
  };
  return {
    address: { url, key: SECRETS.INTAKE_ADMIN_KEY, pid: child.pid },
    register: (name, policy) => ask('PUT', `/v1/destinations/${name}`, JSON.stringify(policy)),
    submit: (name, body) => ask('POST', `/v1/destinations/${name}/inputs`, body),
    act: (path) => ask('POST', path),
    async stop() {
      await dispatcher.close();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function ready(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Intake is ready')) {
      child.stdout.resume();
      return JSON.parse(line);
    }
  }
  throw new Error('Intake did not start');
}
