/** docker-compose.yml, where no engine runs: by the schema of Compose, and by what the application itself asks for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { KAFKA_VERSION } from '../../src/platform/embedded/kafka-jars.js';
import { intakesOf, readCompose, takenVariables } from '../support/compose.js';
import {
  CLONE,
  configOf,
  GIVEN_SECRETS,
  type MadeSecrets,
  makeSecrets,
  named,
  readShipped,
  roleOf,
  secretsByRole,
  secretsUsed,
  unknownVariables,
} from '../support/containers.js';
import { faultsBy } from '../support/schemas.js';

const compose = readCompose();
const intakes = intakesOf(compose);
const services = Object.entries(compose.services);
const watching = services.filter(([, { profiles }]) => profiles?.includes('watch'));
const servers = services.filter(([, { build, profiles }]) => build === undefined && profiles === undefined);
const { version, optionalDependencies } = JSON.parse(readShipped('package.json'));

describe('docker-compose.yml', () => {
  const faults = faultsBy('compose-spec');

  it('is what the Compose Specification says', () => {
    expect(faults(compose)).toEqual([]);
  });

  it.each([
    ['a key that there is not', { restrat: 'always' }],
    ['a condition that there is not', { depends_on: { kafka: { condition: 'service_ready' } } }],
  ])('would be refused for %s', (_, wrong) => {
    const { api, ...others } = compose.services;
    expect(faults({ ...compose, services: { ...others, api: { ...api, ...wrong } } })).not.toEqual([]);
  });

  it('names only what it has', () => {
    for (const [, service] of services) {
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets ?? []));
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks));
    }
  });

  it('takes from its surroundings only variables of Intake, each under its own name', () => {
    expect(unknownVariables(takenVariables.map(({ name }) => name))).toEqual([]);
    const given = Object.fromEntries(takenVariables.map(({ name }) => [name, `a-${name}`]));
    const passedOn = intakesOf(readCompose(given)).flatMap(({ env }) => Object.entries(env));
    const taken = passedOn.filter(([, value]) => value.startsWith('a-'));
    expect(taken.map(([name, value]) => value === given[name])).not.toContain(false);
    expect(new Set(taken.map(([name]) => name))).toEqual(new Set(Object.keys(given).filter((name) => name !== 'PORT')));
  });
});

describe('its services of Intake', () => {
  let made: MadeSecrets;
  beforeAll(() => {
    made = makeSecrets();
  });
  afterAll(() => made.remove());

  it('are all roles together, each one once', () => {
    expect(intakes.map(roleOf).sort()).toEqual([...readConfig({}).roles].sort());
    expect(intakes.map(({ name }) => name)).toEqual(intakes.map(roleOf));
  });

  it('are of this version', () => {
    expect(new Set(intakes.map(({ image }) => image))).toEqual(new Set([`intake:${version}`]));
  });

  it.each(named(intakes))('%s starts with what it is given', (_, container) => {
    expect(unknownVariables(Object.keys(container.env))).toEqual([]);
    const { databaseUrl, kafka } = configOf(container, made);
    expect([new URL(databaseUrl!).hostname, ...kafka.brokers!]).toEqual(['postgres', 'kafka:9092']);
  });

  it('are given the secrets that they need, and no other', () => {
    expect(secretsByRole(intakes)).toEqual(GIVEN_SECRETS);
    for (const each of intakes) expect(secretsUsed(each)).toEqual([...each.secrets].sort());
  });

  it('wait for the one that migrates, and it is the owner', () => {
    const migrating = intakes.filter((each) => configOf(each, made).migrate);
    expect(migrating.map(({ name }) => name)).toEqual(['relay']);
    expect(migrating.map((each) => configOf(each, made).migrationDatabaseUrl)).not.toContain(null);
    for (const { name } of intakes.filter((each) => !migrating.includes(each))) {
      expect(compose.services[name]!.depends_on).toMatchObject({ relay: { condition: 'service_healthy' } });
    }
  });

  it('are started again, cut off by nobody in their drain, write nothing, and have no rights', () => {
    for (const { name } of intakes) {
      const { stop_grace_period: grace = '0s', ...service } = compose.services[name]!;
      expect(Number.parseInt(grace, 10) * 1000).toBeGreaterThan(2 * readConfig({}).drainMs);
      expect(service).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  it('listen for this machine alone, at the port that is the default', () => {
    const { port } = readConfig({});
    const started = services.filter(([, { profiles }]) => profiles === undefined);
    const open = started.filter(([, { ports }]) => ports).map(([name, { ports }]) => [name, ports]);
    expect(open).toEqual([['api', [`127.0.0.1:${port}:${port}`]]]);
  });
});

describe('its servers', () => {
  it('are those that the tests run on', () => {
    const [postgres] = String(Object.values(optionalDependencies)[0]).split('-');
    expect(servers.map(([, { image }]) => image)).toEqual([
      expect.stringMatching(new RegExp(`^postgres:${postgres!.replace(/\.0$/, '')}-`)),
      `apache/kafka:${KAFKA_VERSION}`,
    ]);
  });

  it('are checked, started again, and keep their data', () => {
    for (const [name, service] of servers) {
      expect({ name, ...service }).toMatchObject({
        restart: 'unless-stopped',
        healthcheck: { test: ['CMD', expect.any(String), ...service.healthcheck!.test.slice(2)] },
        volumes: expect.arrayContaining([expect.stringContaining(`${name}:/var/lib/`)]),
      });
      expect(compose.volumes).toHaveProperty(name);
    }
  });

  it('are reached from inside only', () => {
    for (const [, { networks }] of servers) {
      expect(networks.map((name) => compose.networks[name])).toEqual([{ internal: true }]);
    }
  });
});

describe('what watches it', () => {
  it('is there for who asks for it, in exact versions, and has no rights', () => {
    expect(watching.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
    for (const [name, service] of watching) {
      expect(service.image).toMatch(/^[a-z]+\/[a-z]+:v?\d+\.\d+\.\d+$/);
      expect(service).toMatchObject({
        ...{ restart: 'unless-stopped', cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      });
      expect(compose.volumes).toHaveProperty(name);
    }
  });

  it('listens for this machine alone', () => {
    expect(watching.flatMap(([, { ports = [] }]) => ports)).toEqual(['127.0.0.1:9090:9090', '127.0.0.1:3001:3000']);
  });

  it('is given files that there are, to be read only; nobody waits for it', () => {
    const files = watching.flatMap(([, { volumes = [] }]) => volumes.filter((each) => each.startsWith('./')));
    for (const file of files) {
      expect(file).toMatch(/:ro$/);
      expect(existsSync(join(CLONE, file.split(':')[0]!))).toBe(true);
    }
    const waitedFor = services.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));
    expect(watching.filter(([name]) => waitedFor.includes(name))).toEqual([]);
  });
});
