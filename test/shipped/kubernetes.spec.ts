/** deploy/kubernetes, where no cluster runs: by the schemas of Kubernetes, and by what the application itself asks for. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import {
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
import {
  containerOf,
  type Deployment,
  definitionOf,
  kustomization,
  type Manifest,
  manifestFiles,
  manifests,
  ofKind,
  type Selecting,
  secretSources,
} from '../support/kubernetes.js';
import { faultsBy } from '../support/schemas.js';

const deployments = ofKind<Deployment>('Deployment');
const containers = deployments.map(containerOf);
const { version } = JSON.parse(readShipped('package.json'));

describe('the manifests', () => {
  const faults = (manifest: Manifest) => faultsBy('kubernetes', definitionOf(manifest))(manifest);

  it.each(manifests.map((each): [string, string, Manifest] => [each.kind, each.metadata.name, each]))(
    '%s %s is what Kubernetes says',
    (_, __, manifest) => {
      expect(faults(manifest)).toEqual([]);
    },
  );

  it.each([
    ['a field that there is not', 'readOnlyRootFilesystem', 'readonlyRootFilesystem'],
    ['a number where a text has to be', '"value":"relay"', '"value":1'],
    ['a place that is missing', '"mountPath":"/run/secrets",', ''],
  ])('would be refused for %s', (_, right, wrong) => {
    const text = JSON.stringify(deployments.find(({ metadata }) => metadata.name === 'intake-relay'));
    expect(text).toContain(right);
    expect(faults(JSON.parse(text.replace(right, wrong)))).not.toEqual([]);
  });

  it('are all applied together', () => {
    expect([...kustomization.resources].sort()).toEqual([...manifestFiles].sort());
  });

  it('select what there is', () => {
    for (const { spec } of deployments) expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
    const byName = new Map(deployments.map(({ metadata, spec }) => [metadata.name, spec.selector.matchLabels]));
    const budgets = ofKind<Selecting>('PodDisruptionBudget');
    expect(new Map(budgets.map(({ metadata, spec }) => [metadata.name, spec.selector.matchLabels]))).toEqual(byName);
    const [service, ...more] = ofKind<Selecting>('Service');
    expect(more).toEqual([]);
    expect(service!.spec.selector).toEqual(byName.get('intake-api'));
  });
});

describe('the deployments', () => {
  let made: MadeSecrets;
  beforeAll(() => {
    made = makeSecrets();
  });
  afterAll(() => made.remove());

  it('are all roles together, each one once', () => {
    expect(containers.map(roleOf).sort()).toEqual([...readConfig({}).roles].sort());
    expect(containers.map(({ name }) => name)).toEqual(containers.map((each) => `intake-${roleOf(each)}`));
  });

  it('are of this version', () => {
    expect(new Set(containers.map(({ image }) => image))).toEqual(new Set([`intake:${version}`]));
  });

  it.each(named(containers))('%s starts with what it is given', (_, container) => {
    expect(unknownVariables(Object.keys(container.env))).toEqual([]);
    const { databaseUrl, kafka } = configOf(container, made);
    expect([databaseUrl, kafka.brokers]).not.toContain(null);
  });

  it('are given the secrets that they need, and no other', () => {
    expect(secretsByRole(containers)).toEqual(GIVEN_SECRETS);
    for (const each of containers) expect(secretsUsed(each)).toEqual([...each.secrets].sort());
    const sources = deployments
      .flatMap(secretSources)
      .map(({ name, items }) => `${name}: ${items.map(({ key }) => key)}`);
    // The secret of the owner is one of its own, so that it can be kept from whoever may read the other.
    expect(sources.filter((source) => source.includes('migration'))).toEqual(['intake-owner: migration-database-url']);
    expect(sources.filter((source) => source.startsWith('intake-owner'))).toHaveLength(1);
  });

  it('leave it to one to migrate, and it is the owner', () => {
    const migrating = containers.filter((each) => configOf(each, made).migrate);
    expect(migrating.map(roleOf)).toEqual(['relay']);
    expect(migrating.map((each) => configOf(each, made).migrationDatabaseUrl)).not.toContain(null);
  });

  it.each(deployments.map((each): [string, Deployment] => [each.metadata.name, each]))(
    '%s is asked where it answers, is not cut off in its drain, writes nothing, and has no rights',
    (_, { spec }) => {
      const {
        terminationGracePeriodSeconds: grace,
        securityContext,
        containers: [container],
      } = spec.template.spec;
      const asked = (path: string) => ({ httpGet: { path, port: 'http' } });
      expect(Object.keys(JSON.parse(readShipped('contracts/openapi.json')).paths)).toEqual(
        expect.arrayContaining(['/health/live', '/health/ready']),
      );
      expect(grace * 1000).toBeGreaterThan(2 * readConfig({}).drainMs);
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 });
      expect(container).toMatchObject({
        ports: [{ name: 'http', containerPort: readConfig({}).port }],
        startupProbe: asked('/health/live'),
        livenessProbe: asked('/health/live'),
        readinessProbe: asked('/health/ready'),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: {
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        },
        volumeMounts: [{ name: spec.template.spec.volumes[0]!.name, mountPath: '/run/secrets' }],
      });
    },
  );
});
