/** What a container of Intake is given, however it is started: the same is true of each in docker-compose.yml and in Kubernetes. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, chapters, FROM_FILE, readConfig } from '../../src/config.js';

export const CLONE = fileURLToPath(new URL('../..', import.meta.url));
const SECRETS = '/run/secrets/';

export const readShipped = (path: string): string => readFileSync(join(CLONE, path), 'utf8');

export interface Container {
  name: string;
  image: string;
  env: Record<string, string>;
  /** The names of the files below /run/secrets. */
  secrets: string[];
}

export const roleOf = ({ env }: Container): string => env.INTAKE_ROLES ?? '';

const KNOWN = new Set([
  ...Object.values(chapters).flatMap((chapter) => Object.keys(chapter)),
  ...FROM_FILE.map((name) => `${name}_FILE`),
]);
export const unknownVariables = (names: string[]): string[] => names.filter((name) => !KNOWN.has(name));

export interface MadeSecrets {
  /** With a slash at its end, as SECRETS. */
  folder: string;
  makeAgain(): void;
  remove(): void;
}

/** The secrets as the script that is shipped makes them, in a folder of the test's own. */
export function makeSecrets(): MadeSecrets {
  const beside = mkdtempSync(join(tmpdir(), 'intake-secrets-'));
  const script = join(beside, 'make-secrets.sh');
  copyFileSync(join(CLONE, 'deploy/compose/make-secrets.sh'), script);
  const makeAgain = () => void execFileSync('sh', [script]);
  makeAgain();
  return { folder: join(beside, 'secrets/'), makeAgain, remove: () => rmSync(beside, { recursive: true }) };
}

/** As in a container: there each file is by itself, whoever may look into its folder outside. */
export function mount({ folder }: MadeSecrets): void {
  for (const each of [folder, dirname(folder)]) chmodSync(each, 0o755);
}

/** Its environment, where its secrets lie elsewhere. */
export const withSecretsOf = ({ folder }: MadeSecrets, { env }: Container): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace(SECRETS, folder)]));

/** As its start would read it; refused as its start would be. */
export const configOf = (container: Container, made: MadeSecrets): Config => readConfig(withSecretsOf(made, container));

/** For a table of tests. */
export const named = (containers: Container[]): [string, Container][] => containers.map((each) => [each.name, each]);

/** What each is given; the owner's login and the admin key are known to one each. */
export const GIVEN_SECRETS = {
  api: ['admin-key', 'database-url', 'encryption-key'],
  delivery: ['database-url', 'encryption-key'],
  projector: ['database-url'],
  relay: ['database-url', 'migration-database-url'],
};

export const secretsByRole = (containers: Container[]): Record<string, string[]> =>
  Object.fromEntries(containers.map((each) => [roleOf(each), [...each.secrets].sort()]));

export const secretsUsed = ({ env }: Container): string[] =>
  Object.values(env)
    .flatMap((value) => (value.startsWith(SECRETS) ? value.slice(SECRETS.length) : []))
    .sort();
