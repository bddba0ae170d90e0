/**
 * Backup and restore as docs/operating.md has it, its commands word for word: a dump on another cluster; a base backup and the
 * archive, back to a moment (G1). The topic meanwhile knows of what is lost: it must come into nothing (protections: the
 * log's new identity; the relay's look at the topic where that was forgotten; what read models then have to forget).
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Clients } from '../support/clients.js';
import { commandsOf, runInShell } from '../support/commands.js';
import { withClient } from '../support/database.js';
import { type Destination, startDestination } from '../support/destination.js';
import { Endings } from '../support/endings.js';
import { caughtUp, expectExactFold, readLog } from '../support/exact-fold.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { withAdmin } from '../support/kafka.js';
import { type OwnServer, ownPostgres } from '../support/own-servers.js';
import { describeWithPython, postgresTools } from '../support/python.js';
import { allSettled, expectTaken, soundHistories } from '../support/sound-histories.js';
import { expectTopicGives, topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const TAKEN_IN = `
  select exists (select from intake.checkpoints c, intake.relay r
                  where c.kafka_offset is not null and c.position > r.checkpoint)`;

/** Long enough for a start in production. */
const OWNER_PASSWORD = 'kept-by-who-looks-after-it-7-of-them';

async function ownedByLogin(place: Place): Promise<Place> {
  const url = Object.assign(new URL(place.databaseUrl), { username: 'intake_owner', password: OWNER_PASSWORD });
  await withClient(place.databaseUrl, async (client) => {
    await client.query(`create role intake_owner login createrole password '${OWNER_PASSWORD}'`);
    await client.query(`alter database ${url.pathname.slice(1)} owner to intake_owner`);
  });
  return { ...place, databaseUrl: url.toString() };
}

describeWithPython('a restored Intake', () => {
  const endings = new Endings();
  let folder: string;
  let [first, second]: OwnServer[] = [];
  /** Intake's own login is none: a superuser would hide which rights a restore needs. */
  let superuserUrl: string;
  let place: Place;
  let destination: Destination;
  let intake: Intake;
  let clients: Clients;

  /** A section of the page, with `PGDATA` and the like said by who reads it. */
  const follow = (section: string, variables: Record<string, string>): Promise<string> =>
    runInShell(commandsOf('docs/operating.md', section).replaceAll('intake.dump', join(folder, 'intake.dump')), {
      ...{ PATH: `${postgresTools()}${delimiter}${process.env.PATH}`, HOME: process.env.HOME, INTAKE_SKIP_BUILD: 'on' },
      ...variables,
    });
  const ask = (statement: string): Promise<string> =>
    withClient(superuserUrl, async (client) => {
      const { rows } = await client.query({ text: statement, rowMode: 'array' });
      return `${rows[0]?.[0]}`;
    });

  const begin = (at: Place): Promise<Intake> => endings.of(startIntake(at), (running) => running.kill());

  /** As the page goes on; then everything must be as the log says, and go on. */
  async function expectSoundAfterStart(at: Place): Promise<Intake> {
    await follow('A new identity', { OWNER_URL: at.databaseUrl });
    const again = await begin(at);
    const told = await follow('Started again', { INTAKE_URL: again.url, INTAKE_KEY: again.key });
    expect(told.match(/all as the log says/g)?.length).toBeGreaterThanOrEqual(5);
    const { id } = await again.api.take('orders', 'after the restore');
    await again.api.reaches(id, 'delivered');
    await allSettled(at.databaseUrl);
    await caughtUp(at.databaseUrl);
    await expectExactFold(at.databaseUrl);
    const log = await readLog(at.databaseUrl);
    soundHistories(log);
    await until('all is published', async () => {
      await expectTopicGives(at, log);
      return true;
    });
    return again;
  }

  /** Nobody has given the log a new identity: what is lost stands in the topic, and is taken for the log's. */
  async function expectNothingPublished(at: Place): Promise<void> {
    const ends = () => withAdmin(topicOf(at), (admin) => admin.fetchTopicOffsets(at.topic));
    const before = await ends();
    const early = await begin(at);
    await until('the relay says what to do', async () => {
      const { body } = await early.api.read<{ checks: Record<string, { detail: string }> }>('/health/ready');
      return body.checks.relay!.detail.includes('run `npx --no intake restored`');
    });
    const { id } = await early.api.take('orders', 'accepted all the same');
    await early.api.reaches(id, 'delivered');
    await until('a read model has taken in what is lost', async () => (await ask(TAKEN_IN)) === 'true');
    // One that was killed right before the moment counts until it is taken for gone.
    await until('of those that use it, the one that runs is left', async () => {
      const { code, stderr } = await follow('A new identity', { OWNER_URL: at.databaseUrl }).catch(
        (refusal) => refusal,
      );
      expect(code).toBe(4);
      return stderr.includes('it is in use (processes: 1)');
    });
    expect(await ends()).toEqual(before);
    expect(await early.stop()).toBe(0);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'intake-backup-'));
    chmodSync(folder, 0o755);
    const ends = (server: OwnServer) => server.end();
    [first, second] = await Promise.all([endings.of(ownPostgres(), ends), endings.of(ownPostgres(), ends)]);
    const fresh = await freshPlace({ postgres: first });
    superuserUrl = fresh.databaseUrl;
    place = await ownedByLogin(fresh);
    destination = await endings.of(startDestination(), (server) => server.close());

    mkdirSync(archive());
    chmodSync(archive(), 0o777);
    await follow('An archive', { SUPERUSER_URL: superuserUrl, ARCHIVE: archive() });
    await first.kill();
    await first.start();
    intake = await begin(place);
    await intake.api.register('orders', { url: destination.url, headers: { 'X-Team': 'kept' }, concurrency: 50 });
    clients = new Clients({ api: () => intake.api, destination: 'orders', clients: 4 });
    endings.add(() => clients.stop());
    await clients.more(200);
  }, 120_000);
  afterAll(async () => {
    await endings.all();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const archive = () => join(folder, 'archive');

  it('from a dump, made under load, has all that was acknowledged before it', async () => {
    const kept = [...clients.acknowledged];
    await follow('Backup by dump', { OWNER_URL: place.databaseUrl });
    await clients.stop();
    const copy = {
      ...(await ownedByLogin(await freshPlace({ postgres: second! }))),
      encryptionKey: place.encryptionKey,
    };
    await follow('A dump restored', { OWNER_URL: copy.databaseUrl });
    const again = await expectSoundAfterStart(copy);
    for (const { id } of kept) expect((await again.api.input(id)).id).toBe(id);
    expect(destination.received.at(-1)!.headers['x-team']).toBe('kept');
    expect(await again.stop()).toBe(0);
  }, 240_000);

  it('at a moment has all that was acknowledged until then, and nothing of what came later', async () => {
    const base = join(folder, 'base');
    clients.start();
    await follow('A base backup', { SUPERUSER_URL: superuserUrl, BASE_BACKUP: base });
    await clients.more(100);
    await clients.stop();
    expectTaken(clients.told);
    const kept = clients.acknowledged.map(({ id }) => id);
    const moment = await ask('select clock_timestamp()::text');
    const lost = await intake.api.take('orders', 'lost');
    await intake.api.reaches(lost.id, 'delivered');
    await allSettled(place.databaseUrl);
    await expectTopicGives(place, await readLog(place.databaseUrl));
    const wal = await ask('select pg_walfile_name(pg_switch_wal())');
    await until('the archive has it', async () => (await ask('select last_archived_wal from pg_stat_archiver')) >= wal);
    const data = await ask('show data_directory');
    await intake.kill();
    await first!.kill();

    renameSync(data, `${data}.lost`);
    mkdirSync(data, { mode: 0o700 });
    await follow('Back to a moment', { PGDATA: data, BASE_BACKUP: base, ARCHIVE: archive(), MOMENT: moment });
    // It does not run as who restores it.
    execFileSync('chown', ['-R', `--reference=${data}.lost`, data]);
    await first!.start();
    await until('it is at the moment', async () => (await ask('select pg_is_in_recovery()')) === 'false');
    await expectNothingPublished(place);
    const again = await expectSoundAfterStart(place);
    expect((await again.api.get(`/v1/inputs/${lost.id}`)).status).toBe(404);
    const log = await readLog(place.databaseUrl);
    expect(log.flatMap(({ type, stream }) => (type === 'InputReceived' ? [stream] : []))).toEqual(
      expect.arrayContaining(kept.map((id) => `input-${id}`)),
    );
    expect(await again.stop()).toBe(0);
  }, 240_000);
});
