/** The example in Python: a consumer of which nothing is ours but the rules of docs/kafka.md, run as its page says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { journey } from '../support/journey.js';
import { sendPlainly } from '../support/kafka.js';
import { headersOf, kcat } from '../support/kcat.js';
import { runOperation } from '../support/operations.js';
import { type Child, startChild } from '../support/process.js';
import { describeWithPython, python } from '../support/python.js';
import { topicOf } from '../support/topic.js';
import { until } from '../support/until.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/consumer-python/consumer.py', import.meta.url));

interface Told {
  handled: number;
  seen: number;
  early: number;
  replay: number;
  foreign: number;
}
type Counts = Record<string, number>;

describeWithPython('the example in Python', () => {
  const at = journey();
  const folder = mkdtempSync(join(tmpdir(), 'intake-consumer-python-'));
  const running: Child[] = [];

  const run = (env: Record<string, string> = {}): Child => {
    const child = startChild(python, [EXAMPLE], {
      env: {
        ...{ PATH: process.env.PATH, KAFKA_BROKERS: process.env.TEST_KAFKA_BROKERS, TOPIC: at.place.topic },
        ...{ GROUP: `python-${at.place.topic}`, STATE: join(folder, 'state.sqlite'), ...env },
      },
    });
    running.push(child);
    return child;
  };
  const lines = ({ lines }: Child) =>
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told & { counts: Counts });
  const sum = (child: Child, what: keyof Told) => lines(child).reduce((total, told) => total + told[what], 0);
  const counts = (child: Child) => lines(child).at(-1)?.counts;
  const tells = (child: Child, told: Partial<Told>) =>
    until(
      () => `it has told ${JSON.stringify(told)}; it told\n${child.lines.join('\n')}`,
      () => Object.entries(told).every(([what, count]) => sum(child, what as keyof Told) === count),
      60_000,
    );

  /** As many inputs in one transaction, so that one read of the consumer has many. */
  const send = (name: string, inputs: number) =>
    at.api.ask('POST', `/v1/destinations/${name}/inputs/batch`, {
      body: Array.from({ length: inputs }, (_, n) => `${n}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  /** All that is in the log now is in the topic; answers how much. */
  const published = async (): Promise<number> => {
    let head = 0;
    await until('all is published', async () => {
      const { body } = await at.api.get<{ items: { head: number }[] }>('/v1/admin/projections');
      head = body.items[0]!.head;
      return kcat(at.place.topic).length >= head;
    });
    return head;
  };

  beforeAll(async () => {
    for (const name of ['orders', 'mails']) {
      await at.api.register(name, { url: at.server.url });
      // Nothing is sent: the log stands still.
      expect((await at.api.ask('POST', `/v1/destinations/${name}/pause`)).status).toBe(200);
    }
  });
  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.splice(0).map((child) => child.exit));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts each input once, killed in the middle or not (protection: positions and counts change together)', async () => {
    await send('orders', 700);
    await send('mails', 500);
    await published();
    const killed = run();
    await until('it is in the middle', () => sum(killed, 'handled') > 0);
    killed.kill('SIGKILL');
    await killed.exit;
    await send('mails', 1);
    const consumer = run();
    const total = () => Object.values(counts(consumer) ?? {}).reduce((some, more) => some + more, 0);
    await until('it is through', () => total() >= 1_201, 60_000);
    expect(counts(consumer)).toEqual({ mails: 501, orders: 700 });
  });

  it('ends on SIGTERM with exit code 0, and goes on where it was', async () => {
    const consumer = run();
    await send('mails', 1);
    await tells(consumer, { handled: 1 });
    consumer.kill('SIGTERM');
    expect((await consumer.exit).code).toBe(0);
    await send('orders', 2);
    const next = run();
    await tells(next, { handled: 2 });
    expect(counts(next)).toEqual({ mails: 502, orders: 702 });
  });

  it('counts nothing twice when its group knows nothing any more (protection: its positions)', async () => {
    const events = await published();
    const consumer = run({ GROUP: `again-${at.place.topic}` });
    await tells(consumer, { handled: 0, seen: events });
    expect(counts(consumer)).toEqual({ mails: 502, orders: 702 });
  });

  it('leaves out replays, what comes too early, and what is no event of Intake (protection: ce_replayid, ce_previous, ce_logid)', async () => {
    const consumer = run();
    const body = { topic: at.place.topic, force: true, destination: 'mails', types: ['DestinationPaused'] };
    await runOperation(at.api, '/v1/admin/replays', body);
    await tells(consumer, { replay: 1 });
    const [first] = kcat(at.place.topic);
    const early = { ...headersOf(first!), ce_position: '900002', ce_previous: '900001' };
    await sendPlainly(topicOf(at.place), 0, [
      { key: 'early', value: '{}', headers: early },
      { key: 'another log', value: '{}', headers: { ...early, ce_logid: 'another' } },
      { key: 'theirs', value: 'no JSON' },
      { key: 'tombstone', value: null, headers: early },
    ]);
    // It handles the event that tells of the replay.
    await tells(consumer, { handled: 1, replay: 1, early: 1, foreign: 3 });
    await consumer.line((line) => line.startsWith('events before these are missing'));
  });

  it('says what it needs', () => {
    const { status, stderr } = spawnSync(python, [EXAMPLE], { env: {}, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, 'set KAFKA_BROKERS, for example 127.0.0.1:9092\n']);
  });
});
