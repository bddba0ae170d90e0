/**
 * What is shipped, run without an engine: the image as its Dockerfile makes it, a process for each service as
 * docker-compose.yml starts them, on servers as it sets them up. None of them may write to any file.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api } from '../support/api.js';
import { intakesOf, readCompose } from '../support/compose.js';
import { type ComposeKafka, startComposeKafka } from '../support/compose-kafka.js';
import { startComposePostgres, withClient } from '../support/compose-postgres.js';
import { type MadeSecrets, makeSecrets, mount, withSecretsOf } from '../support/containers.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { buildImage, type Image } from '../support/image.js';
import { runOperation } from '../support/operations.js';
import { freePort } from '../support/ports.js';
import type { Child } from '../support/process.js';
import { until } from '../support/until.js';

const BUILD_BOUND_MS = 400_000;

interface Container {
  child: Child;
  env: Record<string, string>;
}

const compose = readCompose({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: '127.0.0.1' });
const endings = new Endings();
const containers = new Map<string, Container>();
let made: MadeSecrets;
let image: Image;
let kafka: ComposeKafka;
let destination: Destination;
let api: Api;

const secret = (name: string) => readFileSync(made.folder + name, 'utf8');
const isHealthy = async ({ env }: Container) => (await image.run(image.healthCheck, env).exit).code === 0;

async function start(name: string): Promise<void> {
  const service = intakesOf(compose).find((each) => each.name === name)!;
  const here = { HOST: '127.0.0.1', PORT: `${await freePort()}`, KAFKA_BROKERS: kafka.broker };
  const env = { ...withSecretsOf(made, service), ...here };
  const child = image.start(env);
  endings.add(async () => child.kill('SIGKILL'));
  containers.set(name, { child, env });
  const said = () => `${name} is healthy; it says:\n${child.lines.join('\n')}`;
  await until(said, () => isHealthy({ child, env }), 60_000);
}

describe('the containers of docker-compose.yml', () => {
  beforeAll(async () => {
    made = makeSecrets();
    endings.add(async () => made.remove());
    mount(made);
    image = await endings.of(buildImage(), async (built) => built.remove());
    destination = await endings.of(startDestination(), (server) => server.close());
    await endings.of(startComposePostgres(made), (server) => server.end());
    kafka = await endings.of(startComposeKafka(compose.services.kafka!), (server) => server.stop());
    // The others depend on it: it migrates.
    await start('relay');
    await Promise.all(['api', 'projector', 'delivery'].map(start));
    api = new Api(`http://127.0.0.1:${containers.get('api')!.env.PORT}`, secret('admin-key'));
  }, BUILD_BOUND_MS);

  afterAll(() => endings.all(), 120_000);

  it('bring an input to its destination', async () => {
    await api.register('orders', { url: destination.url });
    const { id } = await api.take('orders', 'two coffees');
    await api.reaches(id, 'delivered', 60_000);
    expect(destination.received.map(({ body }) => String(body))).toEqual(['two coffees']);
  }, 90_000);

  it('are told about by the command line in them', async () => {
    let said: string[] = [];
    const isInOrder = async () => {
      const status = image.run(['node', 'cli/bin/intake.mjs', 'status'], containers.get('api')!.env);
      said = status.lines;
      return (await status.exit).code === 0;
    };
    await until(() => `all is in order; it says:\n${said.join('\n')}`, isInOrder);
  }, 60_000);

  it('rebuild their read models, on threads of their own', async () => {
    await api.register('later', { url: destination.url });
    await api.ask('POST', '/v1/destinations/later/pause');
    const body = '1\n'.repeat(1_000);
    const headers = { 'content-type': 'application/x-ndjson' };
    // A log shorter than this is rebuilt without threads.
    for (let thousand = 0; thousand < 5; thousand++) {
      const { status } = await api.ask('POST', '/v1/destinations/later/inputs/batch', { body, headers });
      expect(status).toBe(202);
    }
    expect(await runOperation(api, '/v1/admin/projections/all/rebuild')).toMatchObject({ state: 'succeeded' });
  }, 90_000);

  it('may write to no file, whoever owns it', async () => {
    const write = ['node', '-e', `require('node:fs').writeFileSync('${made.folder}written', '')`];
    const { exit, lines } = image.run(write, {});
    expect((await exit).code).toBe(1);
    expect(lines.join('\n')).toContain('ERR_ACCESS_DENIED');
  });

  it('use a login that can neither change an event nor make a role', async () => {
    await withClient(secret('database-url'), async (login) => {
      await expect(login.query('delete from intake.events')).rejects.toMatchObject({ code: '42501' });
      await expect(login.query('create role somebody')).rejects.toMatchObject({ code: '42501' });
    });
  });

  it('end in order when they are stopped, and are healthy no longer', async () => {
    const all = [...containers.values()];
    for (const { child } of all) child.kill('SIGTERM');
    expect(await Promise.all(all.map(({ child }) => child.exit))).toEqual(all.map(() => ({ code: 0, signal: null })));
    expect(await Promise.all(all.map(isHealthy))).not.toContain(true);
  }, 60_000);
});
