/** Consumers that are not ours: docs/kafka.md as it stands there, with kcat; and the example, run as its page says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventView } from '../../src/views/event.js';
import { commandsOf, runInShell } from '../support/commands.js';
import { ADMIN_KEY } from '../support/intake.js';
import { journey } from '../support/journey.js';
import { deleteTopic, sendPlainly, withAdmin } from '../support/kafka.js';
import { headersOf, kcat } from '../support/kcat.js';
import { endOf, runOperation } from '../support/operations.js';
import { type Child, startChild } from '../support/process.js';
import { topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/consumer', import.meta.url));

const at = journey();
const folder = mkdtempSync(join(tmpdir(), 'intake-consumer-'));
const running: Child[] = [];
let log: EventView[] = [];

const theLog = async () => (await at.api.get<{ items: EventView[] }>('/v1/admin/events?limit=100')).body.items;
const published = async (events: number): Promise<void> =>
  until('all is published', async () => {
    log = await theLog();
    return log.length === events && kcat(at.place.topic).length >= events;
  });

beforeAll(async () => {
  for (const name of ['orders', 'mails']) await at.api.register(name, { url: at.server.url });
  for (const [n, name] of ['orders', 'orders', 'mails', 'orders'].entries()) {
    await at.api.reaches((await at.api.take(name, `${n}`)).id, 'delivered');
  }
  await published(10);
});
afterEach(async () => {
  const children = running.splice(0);
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(children.map((child) => child.exit));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (script: string, args: string[] = [], env: Record<string, string> = {}): Child => {
  const child = startChild(process.execPath, [join(EXAMPLE, script), ...args], {
    env: {
      ...{ PATH: process.env.PATH, KAFKA_BROKERS: process.env.TEST_KAFKA_BROKERS, TOPIC: at.place.topic },
      ...{ GROUP: `example-${at.place.topic}`, STATE: join(folder, 'state.json'), ...env },
    },
  });
  running.push(child);
  return child;
};
const ended = async (child: Child) => ({ code: (await child.exit).code, lines: child.lines });
const state = (file = 'state.json') => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** What a consumer has told so far, added up. */
function told({ lines }: Child) {
  const sum = { handled: 0, seen: 0, early: 0, replay: 0, foreign: 0 };
  for (const line of lines.filter((text) => text.startsWith('{'))) {
    for (const [what, count] of Object.entries(JSON.parse(line) as typeof sum)) {
      if (what in sum) sum[what as keyof typeof sum] += count;
    }
  }
  return sum;
}
const tells = (child: Child, sum: Partial<ReturnType<typeof told>>) =>
  tellsWhat(child, (all) => Object.entries(sum).every(([what, count]) => all[what as keyof typeof sum] === count));
const tellsWhat = (child: Child, fits: (sum: ReturnType<typeof told>) => boolean) =>
  until(
    () => `it has told what fits; it told\n${child.lines.join('\n')}`,
    () => fits(told(child)),
    60_000,
  );

describe('docs/kafka.md', () => {
  it('does what it says', async () => {
    const [middle] = log.filter(({ type }) => type === 'InputDelivered').slice(1);
    const commands = commandsOf('docs/kafka.md')
      .replace('127.0.0.1:$(cat .intake/run/kafka.port)', process.env.TEST_KAFKA_BROKERS!)
      .replace('http://127.0.0.1:3000', at.intake.url)
      .replace('$(cat .intake/admin-key)', ADMIN_KEY)
      .replaceAll('intake.events', at.place.topic)
      .replaceAll('my-', `my-${at.place.topic}-`)
      .replaceAll('%s000', '%s%3N')
      .replaceAll('2026-01-31T12:00:00Z', middle!.occurredAt);
    const marked = commands.replaceAll(/^(?=(kcat|node|curl))/gm, 'echo ---; ');
    const env = { ...process.env, TOPIC: at.place.topic };
    const outputs = (await runInShell(marked, env)).split('---\n').slice(1);
    const [all, fromTime, first, , , again, dryRun, replay, operations] = outputs;
    const keys = (text = '') => (text.match(/^\d+:\d+ .*$/gm) ?? []).map((line) => line.split(' ')[1]).sort();
    const streams = log.map(({ stream }) => stream).sort();
    expect(keys(all)).toEqual(streams);
    expect(all).toContain('ce_type=intake.InputReceived.v1');
    const later = log.filter(({ occurredAt }) => occurredAt >= middle!.occurredAt);
    expect(fromTime?.match(/^\d+ .*$/gm)).toHaveLength(later.length);
    expect(keys(first)).toEqual(streams);
    expect(keys(again)).toEqual(streams);
    const received = later.filter(({ type }) => type === 'InputReceived');
    expect(JSON.parse(dryRun!)).toEqual({ total: received.length });
    expect(JSON.parse(replay!)).toMatchObject({ kind: 'replay', state: 'running' });
    expect(JSON.parse(operations!).items).toMatchObject([{ id: JSON.parse(replay!).id }]);
    const topic = `my-${at.place.topic}-inputs`;
    await endOf(() => at.api, JSON.parse(replay!).id);
    expect(kcat(topic)).toHaveLength(4);
    await deleteTopic({ ...topicOf(at.place), topic });
  });
});

describe('the example', () => {
  it('counts all history, and goes on with what comes', async () => {
    const consumer = run('consumer.mjs');
    // What the page did is in the log too: who asked for its replay.
    await tells(consumer, { handled: 11 });
    await at.api.reaches((await at.api.take('mails', 'x')).id, 'delivered');
    await tells(consumer, { handled: 13, seen: 0 });
    expect(state().counts).toEqual({ orders: 3, mails: 2 });
  });

  it('counts nothing twice when its group goes back (protection: its positions)', async () => {
    expect(await ended(run('reset.mjs', ['earliest']))).toMatchObject({ code: 0 });
    const consumer = run('consumer.mjs');
    await tells(consumer, { handled: 0, seen: 13 });
    expect(state().counts).toEqual({ orders: 3, mails: 2 });
  });

  it('begins at a time when its group is told to', async () => {
    const { occurredAt } = log.at(-1)!;
    expect(await ended(run('reset.mjs', [occurredAt]))).toMatchObject({ code: 0 });
    const consumer = run('consumer.mjs', [], { STATE: join(folder, 'later.json'), BEGIN: 'anywhere' });
    await tells(consumer, { handled: 4 });
    expect(state('later.json').counts).toEqual({ mails: 1 });
  });

  it('leaves replays out, unless they are what it is for', async () => {
    const body = { topic: at.place.topic, force: true, types: ['InputReceived'] };
    await runOperation(at.api, '/v1/admin/replays', body);
    const consumer = run('consumer.mjs');
    await tells(consumer, { handled: 1, replay: 5 });
    const { id } = await runOperation(at.api, '/v1/admin/replays', { from: 3, to: 8 });
    await tells(consumer, { handled: 2, replay: 5 });
    const topic = `intake.replay.${id}`;

    const more = { TOPIC: topic, GROUP: topic, STATE: join(folder, 'replay.json'), REPLAYS: 'on' };
    await tells(run('consumer.mjs', [], more), { handled: 6 });
  });

  it('drops what a republish brings again', async () => {
    await runOperation(at.api, '/v1/admin/republish');
    // The event that tells of it comes once, or twice as well.
    await tellsWhat(run('consumer.mjs'), ({ handled, seen }) => handled === 1 && seen >= 15);
  });

  it('says that messages are missing, and goes on once they are published again (protection: ce_previous)', async () => {
    const { partition } = kcat(at.place.topic).find(({ key }) => key === 'destination-orders')!;
    const later = await at.api.ask('POST', '/v1/destinations/orders/disable');
    expect(later.status).toBe(200);
    const { position } = (await theLog()).at(-1)!;
    await until('it is published', () =>
      kcat(at.place.topic).some((message) => headersOf(message).ce_position === `${position}`),
    );
    const missed = state().positions[partition];
    await withAdmin(topicOf(at.place), async (admin) => {
      const ends = await admin.fetchTopicOffsets(at.place.topic);
      const { high } = ends.find((each) => each.partition === partition)!;
      await admin.deleteTopicRecords({ topic: at.place.topic, partitions: [{ partition, offset: high }] });
    });
    const enabled = (await at.api.ask('POST', '/v1/destinations/orders/enable')).headers.get('intake-position');
    const consumer = run('consumer.mjs');
    await consumer.line((line) => line.startsWith(`partition ${partition}: events after ${missed} are missing`));
    expect(state().positions[partition]).toBe(missed);
    await at.api.ask('POST', '/v1/admin/republish');
    // Of the last one's partition, the event that tells of the republish may come too early too.
    await tellsWhat(consumer, ({ early, handled }) => early >= 1 && handled === 3);
    expect(state().positions[partition]).toBeGreaterThanOrEqual(Number(enabled));
  });

  // Taken for an event, each of them would throw, and come again, for ever.
  it('leaves out what is no event of Intake', async () => {
    const ours = { ce_type: 'intake.InputReceived.v1', ce_position: '99', ce_previous: '14', ce_logid: 'x' };
    await sendPlainly(topicOf(at.place), 0, [
      { key: 'theirs', value: 'no JSON' },
      { key: 'theirs', value: '{}', headers: { ce_type: 'theirs' } },
      { key: 'tombstone', value: null, headers: ours },
    ]);
    await tells(run('consumer.mjs'), { handled: 0, foreign: 3 });
  });
});
