/** Makes the PostgreSQL data once, aside and renamed: a start that dies in the middle leaves nothing that looks finished. */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, StartRefused } from '../../config.js';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root: there it runs as "nobody". */
const NOBODY = process.platform === 'darwin' ? -2 : 65_534;
export const serverUser = (): { uid: number; gid: number } | undefined =>
  isRoot() ? { uid: NOBODY, gid: NOBODY } : undefined;

export const SERVER_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
export const SUPERUSER = 'postgres';

export async function makeCluster(binaries: string, clusterDir: string, password: string): Promise<void> {
  if (existsSync(clusterDir)) return;
  const aside = `${clusterDir}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  const passwordFile = join(aside, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveToServerUser(aside, passwordFile);
  await initdb(binaries, join(aside, 'data'), passwordFile);
  renameSync(join(aside, 'data'), clusterDir);
  rmSync(aside, { recursive: true, force: true });
}

/** Sorted by code point and in UTF-8 on every machine, whatever its locale; passwords also on loopback, for machines with more than one user. */
async function initdb(binaries: string, directory: string, passwordFile: string): Promise<void> {
  const args = [
    ...['-D', directory, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ];
  try {
    await run(join(binaries, 'bin', 'initdb'), args, { ...serverUser(), cwd: '/', env: SERVER_ENV });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason =
      (stderr || message)
        .trim()
        .split('\n')
        .find((line) => /error|FATAL|cannot/.test(line)) ?? message;
    throw new StartRefused(`PostgreSQL could not make its data in ${directory}: ${reason}; or set DATABASE_URL`);
  }
}

function giveToServerUser(...paths: string[]): void {
  const user = serverUser();
  if (user) for (const path of paths) chownSync(path, user.uid, user.gid);
}
