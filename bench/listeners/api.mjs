/** A process of Intake with the api role alone: what it is asked is taken, and told to who listens. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/root.mjs';

export async function startApi(databaseUrl) {
  const key = randomBytes(32).toString('hex');
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], {
    stdio: ['ignore', 'pipe', 2],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      // This role has no use for it; only its place must be known.
      KAFKA_BROKERS: '127.0.0.1:9',
      INTAKE_ROLES: 'api',
      INTAKE_ADMIN_KEY: key,
      INTAKE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      INTAKE_ALLOW_PRIVATE_DESTINATIONS: 'on',
      HOST: '127.0.0.1',
      PORT: '0',
    },
  });
  const { url } = await ready(child);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = async (method, path, body) => {
    const answer = await fetch(url + path, { method, headers, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return {
    address: { url, key, pid: child.pid },
    register: (name) => ask('PUT', `/v1/destinations/${name}`, JSON.stringify({ url: 'http://127.0.0.1:9/' })),
    submit: (name, body) => ask('POST', `/v1/destinations/${name}/inputs`, body),
    async stop() {
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
