/** docker-compose.yml as Docker Compose reads it: merged, with its variables put in. */
import { parse } from 'yaml';
import { type Container, readShipped } from './containers.js';

interface Service {
  image: string;
  profiles?: string[];
  build?: string;
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  stop_grace_period?: string;
  environment: Record<string, string | number>;
  secrets?: string[];
  networks: string[];
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, object>;
  secrets: Record<string, { file: string }>;
}

const VARIABLE = /\$\{(\w+):-([^}]*)\}/g;
const text = readShipped('docker-compose.yml');

/** Name and default of each variable that it takes from whoever starts it. */
export const takenVariables = [...text.matchAll(VARIABLE)].map(([, name, otherwise]) => ({
  name: name!,
  otherwise: otherwise!,
}));

export function readCompose(given: Record<string, string> = {}): Compose {
  const filled = (value: string) => value.replaceAll(VARIABLE, (_, name, otherwise) => given[name] || otherwise);
  const reviver = (_: unknown, value: unknown) => (typeof value === 'string' ? filled(value) : value);
  return parse(text, reviver, { merge: true });
}

/** Those that are built here; the others are servers. */
export const intakesOf = ({ services }: Compose): Container[] =>
  Object.entries(services)
    .filter(([, { build }]) => build !== undefined)
    .map(([name, { image, environment, secrets = [] }]) => ({
      name,
      image,
      secrets,
      env: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
    }));
