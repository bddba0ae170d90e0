/**
 * Where Intake is, and who asks. What belongs to this machine (the admin key of its environment or of its data directory)
 * is sent to this machine only: an INTAKE_URL that leads elsewhere needs its own INTAKE_KEY.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, Stopped } from './exit.js';

export interface Connection {
  url: string;
  key: string | null;
  /** For people: where the key is from, or where it was looked for. */
  keySource: string;
}

export interface Surroundings {
  env: Record<string, string | undefined>;
  /** The folder of the clone. */
  clone: string;
  isRoot: boolean;
}

interface Source {
  name: string;
  key: string | null;
}

const HERE = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PRINTABLE = /^[\x21-\x7e]+$/;

export function connectionOf(surroundings: Surroundings): Connection {
  const { env } = surroundings;
  const url = urlOf(env);
  const sources = secret(env, 'INTAKE_KEY');
  if (HERE.test(url.hostname)) sources.push(...secret(env, 'INTAKE_ADMIN_KEY'), ...keyFiles(surroundings).map(keyFile));
  const found = sources.find(({ key }) => key !== null);
  if (!found) return { url: base(url), key: null, keySource: sources.map(({ name }) => name).join(', ') };
  if (!PRINTABLE.test(found.key ?? '')) throw usage(`the key from ${found.name} has characters that no key has`);
  return { url: base(url), key: found.key, keySource: found.name };
}

function urlOf(env: Surroundings['env']): URL {
  const scheme = env.INTAKE_TLS_CERT || env.INTAKE_TLS_CERT_FILE ? 'https' : 'http';
  const given = env.INTAKE_URL || `${scheme}://127.0.0.1:${env.PORT || 3000}`;
  if (/^https?:/.test(given) && URL.canParse(given)) return new URL(given);
  throw usage(`${env.INTAKE_URL ? 'INTAKE_URL must be an http or https URL' : 'PORT must be a port'}`);
}

const base = (url: URL): string => url.origin + url.pathname.replace(/\/+$/, '');

/** A variable, or the file that its name with _FILE at the end leads to. */
function secret(env: Surroundings['env'], name: string): Source[] {
  const file = env[`${name}_FILE`];
  const variable = { name, key: env[name] || null };
  if (!file) return [variable];
  const source = keyFile(file);
  if (source.key === null) throw usage(`${name}_FILE: there is no key in ${file}`);
  return [variable, source];
}

/** Where `npm start` keeps the admin key: as root, in a clone that others cannot get to, the data lies elsewhere. */
export function keyFiles({ env, clone, isRoot }: Surroundings): string[] {
  const folders = [resolve(clone, env.INTAKE_DATA_DIR || '.intake')];
  const hash = createHash('sha256').update(clone).digest('hex').slice(0, 12);
  if (isRoot && !env.INTAKE_DATA_DIR) folders.push(`/var/lib/intake/${hash}`);
  return folders.map((folder) => join(folder, 'admin-key'));
}

function keyFile(path: string): Source {
  try {
    return { name: path, key: readFileSync(path, 'utf8').trim() || null };
  } catch {
    return { name: path, key: null };
  }
}

const usage = (message: string): Stopped => new Stopped(EXIT.usage, message);
