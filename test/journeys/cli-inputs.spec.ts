/** Inputs on the command line: listed, retried, called back; one by its id, or many by a filter. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cli, toldOf } from '../support/cli.js';
import { caughtUp } from '../support/exact-fold.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();
const ask = (...args: string[]) => cli(args, toldOf(at.intake));
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await ask(...args, '--json')).stdout);

/** In the read model, too: what many are found by. */
async function taken(name: string, status: 'deadLettered' | 'retrying'): Promise<string> {
  const { id } = await at.api.take(name, 'x');
  await at.api.reaches(id, status);
  await caughtUp(at.place.databaseUrl);
  return id;
}

beforeAll(async () => {
  at.server.answer = (response, { path }) => {
    response.statusCode = path === '/refuses' ? 400 : 200;
    response.end();
  };
  await at.api.register('orders', { url: at.server.url });
  await at.api.register('refuses', { url: new URL('/refuses', at.server.url).href });
  await at.api.register('away', {
    url: 'http://127.0.0.1:1/',
    retry: { minDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
  });
});

describe('inputs', () => {
  it('are a table, or one JSON document, of those that are meant', async () => {
    const id = await taken('refuses', 'deadLettered');
    expect(await ask('inputs', '--destination', 'refuses,away', '--dead-letter-reason', 'rejected')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^ID .*WHY\\n${id} .* refuses +dead-lettered +1 +rejected by the destination\\n$`),
      ),
    });
    expect(await json('inputs', '--status', 'deadLettered')).toMatchObject([{ id, reason: 'rejected' }]);
    expect(await ask('inputs', '--held')).toMatchObject({ code: 0, stdout: 'There are none\n' });
    expect(await ask('inputs', '--status', 'lost')).toMatchObject({ code: 4 });
  });
});

describe('retry', () => {
  it('brings one on its way again, to another destination too', async () => {
    const id = await taken('refuses', 'deadLettered');
    const { code, stdout } = await ask('retry', id, '--to', 'orders', '--reason', 'their mistake');
    // It may be on its way, or there, before it is shown.
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^${id}: (retrying|delivering|delivered), to orders\\n$`)),
    });
    await at.api.reaches(id, 'delivered');
    expect((await at.api.events(id)).map(({ data }) => data.reason)).toContain('their mistake');
  });

  it('counts many first, then follows them to the end', async () => {
    for (let n = 0; n < 3; n++) await taken('refuses', 'deadLettered');
    const many = ['retry', '--destination', 'refuses', '--status', 'deadLettered'];
    const { total } = await json<{ total: number }>(...many, '--dry-run');
    expect(total).toBeGreaterThanOrEqual(3);
    expect((await ask(...many, '--dry-run')).stdout).toBe(`${total} inputs would be retried\n`);
    const { code, stdout } = await ask(...many);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`done, ${total} inputs in`) });
  });

  it('says what stood in the way', async () => {
    await at.api.register('brief', { url: new URL('/refuses', at.server.url).href });
    await taken('brief', 'deadLettered');
    await at.api.remove('brief');
    const answer = await ask('retry', '--destination', 'brief');
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('skipped: unknown-destination') });
    expect(await ask('retry', '--destination', 'refuses', '--to', 'nobody')).toMatchObject({ code: 4, stdout: '' });
  });
});

describe('cancel', () => {
  it('calls one back, and many', async () => {
    const one = await taken('away', 'retrying');
    expect(await ask('cancel', one)).toMatchObject({ code: 0, stdout: `${one}: cancelled\n` });
    const two = await taken('away', 'retrying');
    const id = (await ask('cancel', '--destination', 'away', '--detach')).stdout.trim();
    await until('it is cancelled', async () => (await at.api.input(two)).status === 'cancelled');
    expect(await ask('operations', 'follow', id)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('cancel-inputs: done, 1 input in'),
    });
    expect(await ask('cancel', await taken('refuses', 'deadLettered'))).toMatchObject({ code: 4 });
  });
});

it.each([['retry'], ['cancel']])('%s wants to be told which, and told once', async (command) => {
  for (const more of [[], ['x', '--all'], ['--all', '--held'], ['x', '--dry-run']])
    expect(await ask(command, ...more)).toMatchObject({ code: 2, stdout: '' });
});
