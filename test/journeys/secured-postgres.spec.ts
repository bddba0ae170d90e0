/** PostgreSQL behind TLS: every connection goes through it, and one that cannot be trusted is refused in one line. */
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Readiness } from '../../src/platform/http/health.js';
import { type Authority, makeAuthority } from '../support/certificates.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { freshPlace, type Place, refusedStart, startIntake } from '../support/intake.js';
import { runOperation } from '../support/operations.js';
import { type OwnServer, ownPostgres } from '../support/own-servers.js';
import { startChild } from '../support/process.js';
import { until } from '../support/until.js';

let folder: string;
let postgres: OwnServer;
let place: Place;
let server: Destination;
let authority: Authority;
let other: Authority;

/** Without TLS only the test's own looks are let in. */
const HBA = `
host intake postgres 127.0.0.1/32 scram-sha-256
hostssl all all 127.0.0.1/32 scram-sha-256
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'intake-certificates-'));
  [authority, other] = [makeAuthority(folder, 'authority'), makeAuthority(folder, 'another')];
  [postgres, server] = await Promise.all([ownPostgres(), startDestination()]);
  place = await freshPlace({ postgres });
  await serveBy(authority.sign('postgres'));
}, 60_000);
afterAll(async () => {
  await Promise.all([postgres.end(), server.close()]);
  rmSync(folder, { recursive: true });
}, 60_000);

/** From the next connection on. */
async function serveBy({ key, certificate }: { key: string; certificate: string }): Promise<void> {
  await withClient(postgres.address, async (admin) => {
    const { rows } = await admin.query<{ data: string; hba: string }>(
      `select current_setting('data_directory') as data, current_setting('hba_file') as hba`,
    );
    const { data, hba } = rows[0]!;
    const { uid, gid } = statSync(data);
    const files = { 'server.key': key, 'server.crt': certificate };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(data, name), text, { mode: 0o600 });
      chownSync(join(data, name), uid, gid);
    }
    writeFileSync(hba, HBA);
    await admin.query('alter system set ssl = on');
    await admin.query('select pg_reload_conf()');
    await until('it speaks TLS', async () => (await admin.query('show ssl')).rows[0].ssl === 'on');
  });
}

const withTls = (more: Record<string, string>): string => {
  const url = new URL(place.databaseUrl);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return String(url);
};
const trusted = () => withTls({ sslmode: 'verify-full', sslrootcert: authority.ca });

it('with the right authority everything goes through TLS: pools, queries, what listens, rebuilds', async () => {
  const intake = await startIntake(place, { DATABASE_URL: trusted() });
  const { api } = intake;
  await api.register('orders', { url: server.url });
  const { id } = await api.take('orders', 'x');
  await api.reaches(id, 'delivered');
  expect(await runOperation(api, '/v1/admin/projections/all/rebuild')).toMatchObject({ state: 'succeeded' });
  // A connection that nobody has used for ten seconds is closed.
  await api.read('/v1/inputs');
  await withClient(postgres.address, async (admin) => {
    const { rows } = await admin.query<{ name: string; ssl: boolean }>(
      `select distinct application_name as name, ssl from pg_stat_activity join pg_stat_ssl using (pid)
        where application_name like 'intake %' and datname = $1 order by name`,
      [new URL(place.databaseUrl).pathname.slice(1)],
    );
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['intake append', 'intake queries', 'intake requests', 'intake signal']),
    );
    expect(rows.filter(({ ssl }) => !ssl)).toEqual([]);
  });
  expect(await intake.stop()).toBe(0);
}, 120_000);

it('`intake restored` goes the same way', async () => {
  const restored = (url: string) =>
    startChild(process.execPath, ['dist/restored.js', '--yes'], {
      env: { PATH: process.env.PATH, DATABASE_URL: url, KAFKA_BROKERS: place.brokers },
    });
  expect(await restored(trusted()).exit).toMatchObject({ code: 0 });
  const refused = restored(place.databaseUrl);
  expect(await refused.exit).toMatchObject({ code: 4 });
  expect(refused.lines).toEqual([expect.stringMatching(/^intake: PostgreSQL at .* lets nobody in without TLS: add/)]);
}, 60_000);

it.each<[string, () => string, RegExp]>([
  ['no TLS', () => place.databaseUrl, /lets nobody in without TLS: add sslmode=verify-full to DATABASE_URL$/],
  [
    'another authority',
    () => withTls({ sslmode: 'verify-full', sslrootcert: other.ca }),
    /is not signed by anyone who is trusted here: name who has signed it, as sslrootcert in DATABASE_URL$/,
  ],
  ['no authority', () => withTls({ sslmode: 'verify-full' }), /is not signed by anyone who is trusted here/],
  [
    'an authority whose file is not there',
    () => withTls({ sslmode: 'verify-full', sslrootcert: '/nowhere.pem' }),
    /ENOENT.*\/nowhere\.pem/,
  ],
])(
  '%s: refused in one line, and no password in it',
  async (_, url, line) => {
    const { code, lines } = await refusedStart(place, { DATABASE_URL: url() });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(line)] });
    expect(lines.join()).not.toContain(new URL(place.databaseUrl).password);
  },
  60_000,
);

it('a certificate that has expired: refused in one line', async () => {
  await serveBy(authority.sign('old', { expired: true }));
  const { code, lines } = await refusedStart(place, { DATABASE_URL: trusted() });
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/has expired: have it renewed there$/)] });
}, 60_000);

it('one that may forget what it has acknowledged: refused over a network, told of on the same machine', async () => {
  await serveBy(authority.sign('postgres'));
  const turn = (fsync: 'on' | 'off') =>
    withClient(postgres.address, async (admin) => {
      await admin.query(`alter system set fsync = ${fsync}`);
      await admin.query('select pg_reload_conf()');
      await until('it is set', async () => (await admin.query('show fsync')).rows[0].fsync === fsync);
    });
  await turn('off');
  // The same server, by an address that is not loopback's name.
  const elsewhere = withTls({ sslmode: 'no-verify' }).replace('127.0.0.1', '0.0.0.0');
  const { code, lines } = await refusedStart(place, { DATABASE_URL: elsewhere });
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/PostgreSQL has fsync switched off: /)] });
  const intake = await startIntake(place, { DATABASE_URL: trusted() });
  const told = async () => (await intake.api.get<Readiness>('/health/ready')).body.checks.postgres;
  expect(await told()).toMatchObject({ ok: true, detail: expect.stringMatching(/^answers; fsync switched off: /) });
  await turn('on');
  await until('it is told', async () => (await told())?.detail === 'answers');
  expect(await intake.stop()).toBe(0);
}, 120_000);
