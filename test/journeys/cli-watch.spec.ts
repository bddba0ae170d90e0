/** `intake watch`: what happens to inputs, as it happens, through a restart of Intake. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cli, startCli, toldOf } from '../support/cli.js';
import { isConnected } from '../support/connections.js';
import { journey } from '../support/journey.js';
import { freePort } from '../support/ports.js';
import type { Child } from '../support/process.js';
import { until } from '../support/until.js';

/** One port for all of its starts: who watches comes back to it. */
const port = await freePort();
const at = journey({ PORT: String(port) });

beforeAll(async () => {
  at.server.answer = (response, { path }) => {
    response.writeHead(path.endsWith('no') ? 400 : 200).end();
  };
  await at.api.register('orders', { url: at.server.url });
  await at.api.register('refusing', { url: `${at.server.url}/no` });
});

const ask = (...args: string[]) => cli(['watch', ...args], toldOf(at.intake));

function watch(...args: string[]) {
  const child: Child = startCli(['watch', ...args, '--json'], toldOf(at.intake));
  const told = () => child.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return {
    told,
    begins: () => until('it listens', () => isConnected(child.pid, port)),
    hears: (type: string, stream: string) => child.line((line) => line.includes(type) && line.includes(stream)),
    async leave() {
      child.kill('SIGINT');
      await child.exit;
    },
  };
}

describe('watch, one input', () => {
  it('tells all of it and ends when it is settled: 0 where it is delivered', async () => {
    const { id } = await at.api.take('orders', 'x');
    const { code, stdout, stderr } = await ask(id);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'It is delivered.\n' });
    expect(stdout.split('\n').map((line) => line.split(/ +/)[3])).toEqual([
      'InputReceived',
      'InputDelivered',
      undefined,
    ]);
  });

  it('1 where it is not, also for who has been told everything before', async () => {
    const { id } = await at.api.take('refusing', 'x');
    await at.api.reaches(id, 'deadLettered');
    expect(await ask(id)).toMatchObject({ code: 1, stderr: 'It is deadLettered.\n' });
    const last = (await at.api.events(id)).at(-1)!.position;
    expect(await ask(id, '--after', `${last}`)).toEqual({ code: 1, stdout: '', stderr: 'It is deadLettered.\n' });
  });

  it('2 with filters, 4 where there is none', async () => {
    const { id } = await at.api.take('orders', 'x');
    expect(await ask(id, '--status', 'delivered')).toMatchObject({ code: 2 });
    expect(await ask('0198c1d4-7a52-7d3e-9a1b-3f2c5d6e7f80')).toMatchObject({ code: 4 });
    expect(await ask('--status', 'lost')).toMatchObject({ code: 4 });
  });
});

describe('watch, all inputs', () => {
  // Without the position it began at, what happens before its first event and while Intake is away would be missed.
  it('goes on through a restart of Intake, from before its first event', async () => {
    const begin = Number((await at.api.read('/v1/admin/events?limit=1')).headers.get('intake-position'));
    const [all, orders] = [watch('--after', `${begin}`), watch('--destination', 'orders', '--status', 'delivered')];
    for (const each of [all, orders]) await each.begins();
    const first = await at.api.take('refusing', 'x');
    await all.hears('InputDeadLettered', first.id);
    await at.restart();
    const second = await at.api.take('orders', 'x');
    for (const each of [all, orders]) await each.hears('InputDelivered', second.id);
    expect(all.told().map(({ type, stream }) => [type, stream])).toEqual([
      ...['InputReceived', 'InputAttemptFailed', 'InputDeadLettered'].map((type) => [type, `input-${first.id}`]),
      ...['InputReceived', 'InputDelivered'].map((type) => [type, `input-${second.id}`]),
    ]);
    expect(orders.told()).toHaveLength(1);
    for (const each of [all, orders]) await each.leave();
  });
});
