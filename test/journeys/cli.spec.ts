/** The command line against a real Intake: in a pipe and in a terminal, each command, each exit code. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { keyFiles } from '../../cli/src/connection.js';
import type { Status } from '../../cli/src/status.js';
import { cloneHash } from '../../src/config.js';
import { newId } from '../../src/platform/ids.js';
import type { DestinationView } from '../../src/views/destination.js';
import { cli, inTerminal, npx, startCli, toldOf } from '../support/cli.js';
import { withClient } from '../support/database.js';
import { caughtUp } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { freePort } from '../support/ports.js';
import { streamlessProxy } from '../support/streamless.js';
import { until } from '../support/until.js';

const port = await freePort();
/** A port of its own for all of its starts: who follows comes back to it. */
const at = journey({ PORT: String(port) });
const INPUTS = 20;
/** In a row: they open a breaker. */
const FAILURES = 10;

const ask = (...args: string[]) => cli(args, toldOf(at.intake));
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await ask(...args, '--json')).stdout);
const sampleOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../samples/${name}.json`, import.meta.url), 'utf8'));
const operation = async (id: string) => (await at.api.get<{ state: string }>(`/v1/admin/operations/${id}`)).body;

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url });
  const inputs = await Promise.all(Array.from({ length: INPUTS }, (_, n) => at.api.take('orders', `${n}`)));
  for (const { id } of inputs) await at.api.reaches(id, 'delivered');
}, 120_000);

describe('status', () => {
  it('is one screen, by npx as the README says', async () => {
    const { code, stdout } = await npx(['status'], toldOf(at.intake));
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`${at.intake.url}: ready`) });
    expect(stdout).toMatch(/^postgres +ok/m);
    expect(stdout).toMatch(/^inputs v3 +live/m);
    expect(stdout).toMatch(/^to Kafka +live/m);
    expect(stdout).toMatch(/^waiting now +\d/m);
    expect(stdout).toMatch(/^open breakers +none$/m);
    expect(stdout).toContain('No operation runs');
  });

  it('is one JSON document', async () => {
    expect(await json('status')).toMatchObject({
      status: 'ready',
      checks: { postgres: { ok: true } },
      relay: { state: 'live', head: expect.any(Number) },
      projections: expect.arrayContaining([expect.objectContaining({ name: 'inputs', parked: 0 })]),
      delivery: { lastHour: { received: INPUTS, deadLettered: 0 }, queueDepth: expect.any(Number), openBreakers: [] },
      operations: [],
    });
  });
});

describe('exit codes', () => {
  it('2: wrong usage, said in a line', async () => {
    for (const args of [
      ['nothing'],
      ['rebuild'],
      ['rebuild', 'inputs', '--fast'],
      ['parked', 'retry', 'inputs', 'x'],
      [],
    ])
      expect(await ask(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.not.stringContaining('    at ') });
    expect(await ask('help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes') });
  });

  it('3: no Intake answers, or something else does', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    for (const INTAKE_URL of [nobody, at.server.url])
      expect(await cli(['events'], { INTAKE_URL, INTAKE_KEY: 'x' })).toMatchObject({ code: 3, stdout: '' });
    const { stdout } = await cli(['events', '--json'], { INTAKE_URL: nobody });
    expect(JSON.parse(stdout)).toEqual({ error: { exitCode: 3, detail: expect.stringContaining('ECONNREFUSED') } });
  });

  it('4: refused, with what Intake says and what to do', async () => {
    const wrong = await cli(['projections'], { ...toldOf(at.intake), INTAKE_KEY: 'wrong' });
    expect(wrong).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('unauthenticated') });
    expect(wrong.stderr).toContain('INTAKE_KEY');
    const unknown = await ask('rebuild', 'nothing-of-that-name', '--json');
    expect(unknown).toMatchObject({ code: 4, stderr: expect.stringContaining('/problems/not-found') });
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { exitCode: 4, code: 'not-found', status: 404 } });
  });
});

describe('the key', () => {
  it('is looked for where npm start keeps it', () => {
    const places = keyFiles({ env: {}, clone: process.cwd(), isRoot: true });
    expect(places).toEqual([`${process.cwd()}/.intake/admin-key`, `/var/lib/intake/${cloneHash()}/admin-key`]);
  });
});

describe('events', () => {
  it('are lines, oldest first, as many as are wanted', async () => {
    const { code, stdout, stderr } = await ask('events', '--limit', '3');
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ +/)[0]),
    ).toEqual(['1', '2', '3']);
    expect(stderr).toContain('--after-position 3');
  });

  it('are one JSON document on each line, page after page', async () => {
    const { stdout } = await ask('events', '--types', 'InputReceived,InputDelivered', '--limit', '1000', '--json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type).filter((type) => type === 'InputDelivered')).toHaveLength(INPUTS);
    expect(new Set(events.map(({ position }) => position)).size).toBe(2 * INPUTS);
  });

  // Without trying again, a restart would end it; without the position it stands at, events would be missed or told twice.
  it('are followed through a restart of Intake', async () => {
    const following = startCli(['events', '--follow', '--types', 'InputReceived', '--json'], toldOf(at.intake));
    const positions = () => following.lines.map((line) => JSON.parse(line).position);
    await until('it follows', () => following.lines.length > 0 || at.api.take('orders', 'seen').then(() => false));
    const before = positions().length;
    await at.restart();
    const { position } = await at.api.take('orders', 'after the restart');
    await following.line((line) => JSON.parse(line).position === position);
    expect(positions()).toEqual([...new Set(positions())].sort((a, b) => a - b));
    expect(positions().length).toBeGreaterThan(before);
    following.kill('SIGINT');
    await following.exit;
  });
});

describe('rebuild and verify', () => {
  it('are lines in a pipe', async () => {
    const { code, stdout } = await ask('rebuild', 'inputs');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^rebuild inputs\.v3: waiting for its turn/);
    expect(stdout).toMatch(/rebuild inputs\.v3: done, [\d,]+ events in .*\n$/);
    expect(stdout).not.toContain('█');
    expect(await ask('verify', 'all')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('all as the log says'),
    });
  });

  it('are a bar in a terminal', async () => {
    const { code, stdout } = await inTerminal(['rebuild', 'inputs'], toldOf(at.intake));
    expect(code).toBe(0);
    expect(stdout).toMatch(/rebuild inputs\.v3 [█░]{24} /);
    expect(stdout).toMatch(/rebuild inputs\.v3: done, /);
  });

  it('are one JSON document, and what is said besides stands beside it', async () => {
    const { code, stdout, stderr } = await ask('rebuild', 'all', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'rebuild', state: 'succeeded' });
    expect(stderr).toContain('waiting for its turn');
  });

  it('may be left to themselves', async () => {
    const { code, stdout } = await ask('rebuild', 'attempts', '--detach');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/) });
    expect(await ask('operations', 'follow', stdout.trim())).toMatchObject({ code: 0 });
    expect(await ask('operations', stdout.trim())).toMatchObject({ code: 0, stdout: expect.stringContaining('done') });
    expect((await ask('operations')).stdout).toContain(stdout.trim());
  });
});

describe('a verify that finds something', () => {
  const spoilt = (id: string) =>
    withClient(at.place.databaseUrl, (client) =>
      client.query('update read_v3.inputs set size = size + 1 where id = $1', [id]),
    );

  it('says what, ends with 1, and repairs it when asked to', async () => {
    const { id } = await at.api.take('orders', 'to be spoilt');
    await at.api.reaches(id, 'delivered');
    // The rows themselves, not only what is shown of them: what comes later would put it right.
    await caughtUp(at.place.databaseUrl);
    await spoilt(id);
    const found = await ask('verify', 'inputs');
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('1 differing, 0 missing, 0 extra') });
    expect(found.stdout).toContain(`  ${id}\n`);
    const document = await ask('verify', 'all', '--json');
    expect(document.code).toBe(1);
    expect(JSON.parse(document.stdout).result).toMatchObject({ differing: 1 });
    expect(await ask('verify', 'inputs', '--repair')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 row put right'),
    });
    expect(await ask('verify', 'inputs')).toMatchObject({ code: 0 });
  });
});

describe('projections', () => {
  it('are listed, paused and resumed', async () => {
    const { code, stdout } = await ask('projections');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^inputs v3 +live/m) });
    expect(await json('projections', 'pause', 'attempts')).toMatchObject({ name: 'attempts', state: 'paused' });
    expect((await ask('projections', 'attempts')).stdout).toMatch(/^attempts v1 +paused/m);
    expect((await ask('status')).code).toBe(0);
    expect(await ask('projections', 'resume', 'attempts')).toMatchObject({ code: 0 });
    expect(await json('projections', 'attempts')).not.toMatchObject({ state: 'paused' });
  });
});

describe('destinations', () => {
  it('are listed, paused and resumed', async () => {
    expect(await ask('destinations')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^orders +active +closed +- +10 +\d+ +http:/m),
    });
    expect(await json('pause', 'orders')).toMatchObject({ name: 'orders', state: 'paused' });
    expect((await ask('destinations', 'orders')).stdout).toMatch(/^orders +paused/m);
    const resumed = await ask('resume', 'orders');
    expect(resumed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^orders +active/m) });
    // A list is a read model's: it follows.
    await until('the list has it', async () => {
      const [first] = await json<DestinationView[]>('destinations');
      return first!.name === 'orders' && first!.state === 'active' && first!.breaker === 'closed';
    });
    expect(await ask('pause', 'nobody')).toMatchObject({ code: 4, stderr: expect.stringContaining('not-found') });
  });

  it('are paused all at once, which the status tells and finds in order', async () => {
    expect(await ask('pause', '--all')).toMatchObject({ code: 0, stdout: expect.stringContaining('paused') });
    expect(await ask('status')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^delivery +ok .*paused:/m) });
    expect(await json('resume', '--all')).toEqual({ paused: false });
    for (const args of [['pause'], ['resume', 'orders', '--all']])
      expect(await ask(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('--all') });
  });

  it('that fail stand in the status with what waits and was given up, and it is in order', async () => {
    await at.api.register('gone', { url: `http://127.0.0.1:${await freePort()}`, retry: { maxAttempts: 1 } });
    const inputs = await Promise.all(Array.from({ length: FAILURES }, (_, n) => at.api.take('gone', `${n}`)));
    for (const { id } of inputs) await at.api.reaches(id, 'deadLettered');
    // Else what waits would be tried, and given up, as soon as the breaker is half-open.
    await ask('pause', '--all');
    await at.api.take('gone', 'waits');
    const told = () => json<Status>('status').then(({ delivery }) => delivery!);
    await until('the status has counted', async () => {
      const { queueDepth, lastHour, openBreakers } = await told();
      return queueDepth === 1 && lastHour.deadLettered === FAILURES && openBreakers.length === 1;
    });
    const { code, stdout } = await ask('status');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^waiting now +1\noldest pending +\d/m),
    });
    expect(stdout).toMatch(/^open breakers +gone( \(half-open\))?$/m);
    await ask('resume', '--all');
    await at.api.remove('gone');
  });
});

describe('parked', () => {
  const parked = () => json<{ projection: string; position: number }[]>('parked');

  it('events are shown, make the status red, are tried again, and skipped with a reason', async () => {
    expect(await ask('parked')).toMatchObject({ code: 0, stdout: 'Nothing is parked\n' });
    const neverReceived = { stream: `input-${newId()}`, type: 'InputDelivered', data: sampleOf('input-delivered.v1') };
    await withClient(at.place.databaseUrl, (client) => writeEvents(client, [neverReceived]));
    await until('it is parked', async () => (await parked()).some(({ projection }) => projection === 'inputs'));
    expect((await ask('parked', 'inputs')).stdout).toContain('that was never received');
    expect(await ask('status')).toMatchObject({ code: 1 });
    const found = await parked();
    for (const { projection, position } of found) {
      expect(await ask('parked', 'retry', projection, `${position}`)).toMatchObject({ code: 1 });
      const skipped = await ask('parked', 'skip', projection, `${position}`, '--reason', 'a test');
      expect(skipped).toMatchObject({ code: 0, stdout: expect.stringContaining('the stream goes on') });
    }
    expect(await ask('parked', 'retry', 'inputs', `${found[0]!.position}`)).toMatchObject({ code: 4 });
    expect(await ask('status')).toMatchObject({ code: 0 });
  });
});

describe('replay and republish', () => {
  it('a dry run says how many events it would be', async () => {
    expect(await ask('replay', '--types', 'InputDelivered', '--to', '10', '--dry-run')).toMatchObject({ code: 0 });
    expect(await json('replay', '--from', '1', '--to', '3', '--dry-run')).toEqual({ total: 3 });
    for (const from of ['yesterday', '']) {
      expect(await ask('replay', '--from', from)).toMatchObject({ code: 4, stderr: expect.stringContaining('/from') });
    }
  });

  it('publish to a topic of its own, and to the one of the events only by force', async () => {
    const replayed = await ask('replay', '--to', '5');
    expect(replayed).toMatchObject({ code: 0, stdout: expect.stringContaining('5 events in') });
    expect(replayed.stdout).toContain('intake.replay.');
    const { topic } = at.place;
    expect(await ask('replay', '--to', '5', '--topic', topic)).toMatchObject({ code: 4 });
    expect(await ask('replay', '--to', '5', '--topic', topic, '--force')).toMatchObject({ code: 0 });
    expect(await ask('republish')).toMatchObject({ code: 0 });
  });
});

describe('a long operation', () => {
  it('goes on when its follower is gone, says how to cancel it, and is cancelled so', async () => {
    const following = startCli(['replay', '--rate-per-second', '1'], toldOf(at.intake));
    await following.line((line) => line.startsWith('replay'));
    following.kill('SIGINT');
    expect(await following.exit).toEqual({ code: 130, signal: null });
    const [, id = ''] = /operations cancel (\S+)/.exec(following.lines.join('\n')) ?? [];
    expect(await operation(id)).toMatchObject({ state: 'running' });
    expect(await ask('operations', 'cancel', id)).toMatchObject({ code: 0 });
    expect(await ask('operations', 'follow', id)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('cancelled'),
    });
    expect(await ask('operations', 'cancel', id)).toMatchObject({ code: 0, stdout: 'replay: cancelled\n' });
  });

  it('that has ended is not cancelled any more', async () => {
    const { id } = await json<{ id: string }>('replay', '--to', '1');
    expect(await ask('operations', 'cancel', id)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('has succeeded already'),
    });
  });

  // Without reading it as well, the command would end with 3 after a minute.
  it('is followed where no stream comes through', async () => {
    const proxy = await streamlessProxy(at.intake.url);
    const env = { ...toldOf(at.intake), INTAKE_URL: proxy.url };
    const { code, stdout } = await cli(['replay', '--to', '4', '--rate-per-second', '2'], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/replay: done, 4 events/) });
    expect(proxy.cut).toBeGreaterThan(0);
    proxy.close();
  });

  // Without trying again, the cut stream would end the command with 3.
  it('is followed through a restart of Intake to its end', async () => {
    const following = startCli(['replay', '--to', '8', '--rate-per-second', '2'], toldOf(at.intake));
    await following.line((line) => line.startsWith('replay'));
    await at.restart();
    expect(await following.exit).toEqual({ code: 0, signal: null });
    expect(following.lines.at(-1)).toMatch(/replay.*: done, 8 events/);
  });
});
