/** The manifests of deploy/kubernetes as `kubectl` reads them: YAML 1.1, where `off` is no text and 0440 is octal. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CLONE, type Container, readShipped } from './containers.js';

const FOLDER = 'deploy/kubernetes';

type Labels = Record<string, string>;

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Labels };
}

interface Probe {
  httpGet: { path: string; port: string };
}

interface PodContainer {
  image: string;
  envFrom: { configMapRef: { name: string } }[];
  env: { name: string; value: string }[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  securityContext: object;
  resources: object;
  volumeMounts: { name: string; mountPath: string }[];
}

interface SecretSource {
  secret: { name: string; items: { key: string; path: string }[] };
}

export interface Deployment extends Manifest {
  spec: {
    replicas: number;
    selector: { matchLabels: Labels };
    template: {
      metadata: { labels: Labels };
      spec: {
        containers: [PodContainer];
        terminationGracePeriodSeconds: number;
        securityContext: object;
        volumes: { name: string; projected: { sources: SecretSource[] } }[];
      };
    };
  };
}

export interface Selecting extends Manifest {
  spec: { selector: Labels & { matchLabels: Labels }; ports: { targetPort: string }[] };
}

const documentsOf = (file: string): Manifest[] =>
  parseAllDocuments(readShipped(join(FOLDER, file)), { version: '1.1', merge: false }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });

export const kustomization = documentsOf('kustomization.yaml')[0] as Manifest & { resources: string[] };
export const manifestFiles = readdirSync(join(CLONE, FOLDER)).filter((file) => file !== 'kustomization.yaml');
export const manifests: Manifest[] = manifestFiles.flatMap(documentsOf);

export const ofKind = <T extends Manifest = Manifest>(kind: string): T[] =>
  manifests.filter((each) => each.kind === kind) as T[];

/** Where a schema defines it. */
export const definitionOf = ({ apiVersion, kind }: Manifest): string =>
  `#/$defs/io.k8s.api.${apiVersion.includes('/') ? apiVersion.replace('/', '.') : `core.${apiVersion}`}.${kind}`;

export const secretSources = ({ spec }: Deployment): SecretSource['secret'][] =>
  spec.template.spec.volumes.flatMap(({ projected }) => projected.sources.map(({ secret }) => secret));

export function containerOf(deployment: Deployment): Container {
  const [{ image, env, envFrom }] = deployment.spec.template.spec.containers;
  const maps = ofKind<Manifest & { data: Record<string, string> }>('ConfigMap');
  const fromMaps = envFrom.map(
    ({ configMapRef }) => maps.find(({ metadata }) => metadata.name === configMapRef.name)!.data,
  );
  return {
    name: deployment.metadata.name,
    image,
    env: Object.assign({}, ...fromMaps, Object.fromEntries(env.map(({ name, value }) => [name, value]))),
    secrets: secretSources(deployment).flatMap(({ items }) => items.map(({ path }) => path)),
  };
}
