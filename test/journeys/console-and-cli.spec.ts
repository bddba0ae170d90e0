/** What the command line tells stands in the console too: the same words, the same numbers. */
import { beforeAll, expect, it } from '@jest/globals';
import type { Status } from '../../cli/src/status.js';
import { cli, toldOf } from '../support/cli.js';
import { inChromium, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { runOperation } from '../support/operations.js';
import { until } from '../support/until.js';

const at = journey();
/** In a row: they open a breaker. */
const FAILURES = 10;

inChromium('the console and the command line', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    await at.api.register('orders', { url: at.server.url });
    await at.api.reaches((await at.api.take('orders', 'x')).id, 'delivered');
    at.server.answer = (response) => response.writeHead(503).end();
    await at.api.register('gone', { url: at.server.url, retry: { maxAttempts: 1 } });
    const lost = await Promise.all(Array.from({ length: FAILURES }, () => at.api.take('gone', 'x')));
    for (const { id } of lost) await at.api.reaches(id, 'deadLettered');
    await at.api.ask('POST', '/v1/destinations/orders/pause');
    await at.api.take('orders', 'waits');
    await runOperation(at.api, '/v1/admin/projections/inputs/verify');
    await until('all of it is counted', async () => {
      const { delivery, projections } = await json<Status>('status');
      const { queueDepth, lastHour, openBreakers } = delivery!;
      const counted = queueDepth === 1 && lastHour.deadLettered === FAILURES && openBreakers.length === 1;
      return counted && projections!.every(({ lagEvents }) => lagEvents === 0);
    });
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 90_000);

  const tell = async (...args: string[]) => (await cli(args, toldOf(at.intake))).stdout;
  const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await tell(...args, '--json'));
  /** The cells of each line of a table that the command line has written. */
  const cellsOf = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));
  const line = (cells: string[][], name: string) => cells.find(([first]) => first === name)!.slice(1);

  it('tell the same of the last hour, of what waits, and of open breakers', async () => {
    const cells = cellsOf(await tell('status'));
    const tile = (name: string) =>
      admin.page.locator('dl > div').filter({ has: admin.page.getByText(name, { exact: true }) });
    for (const name of ['Accepted', 'Delivered', 'Failed attempts', 'Dead-lettered']) {
      const [figure, note] = line(cells, name.toLowerCase())[0]!.split(/ (.*)/);
      expect(await tile(name).locator('dd').allTextContents()).toEqual([figure, note]);
    }
    expect(await tile('Waiting now').locator('dd').first().textContent()).toBe(line(cells, 'waiting now')[0]);
    await tile('Oldest pending').waitFor();
    const breakers = admin.page.locator('section').filter({ hasText: 'Open breakers' });
    await breakers.getByRole('link', { name: 'gone' }).waitFor();
    expect(line(cells, 'open breakers')[0]).toMatch(/^gone\b/);
  });

  it('tell the same of each part, of the relay, and of each read model', async () => {
    const cells = cellsOf(await tell('status'));
    const { checks, projections } = await json<Status>('status');
    const row = (name: string) =>
      admin.page.getByRole('listitem').filter({ has: admin.page.getByText(name, { exact: true }) });
    for (const [name, { detail }] of Object.entries(checks)) {
      const [state] = line(cells, name);
      await row(name).getByText(state!, { exact: true }).waitFor();
      await row(name).getByText(detail).waitFor();
    }
    const [relayState, , relayBehind] = line(cells, 'to Kafka');
    await row('relay to Kafka').getByText(relayState!, { exact: true }).waitFor();
    await row('relay to Kafka').getByText(relayBehind!).waitFor();
    for (const { name, version } of projections!) {
      const [state, , behind] = line(cells, `${name} v${version}`);
      await row(name).getByText(state!, { exact: true }).waitFor();
      await row(name).getByText(behind!).waitFor();
    }
  });

  it('tell the same of inputs', async () => {
    const [, ...inputs] = cellsOf((await tell('inputs')).trimEnd());
    await admin.go('/inputs');
    for (const [id, , destination, status, attempts] of inputs) {
      const row = admin.page.getByRole('row').filter({ hasText: id!.slice(-12) });
      await row.waitFor();
      expect(await row.getByRole('cell').allTextContents()).toEqual(
        expect.arrayContaining([status, destination, attempts]),
      );
    }
    expect(inputs).toHaveLength(FAILURES + 2);
  });

  it('tell the same of read models and of long work', async () => {
    const cells = cellsOf(await tell('projections'));
    const { projections } = await json<Status>('status');
    await admin.go('/projections');
    for (const { name, version } of projections!) {
      const card = admin.page.locator(`[data-projection=${name}]`);
      for (const figure of line(cells, `${name} v${version}`).slice(0, 3))
        await card.getByText(figure, { exact: true }).waitFor();
    }
    const [work] = await json<{ id: string }[]>('operations');
    const told = (await tell('operations', work!.id)).trim();
    expect(told).toMatch(/: \d+ rows compared, all as the log says$/);
    await admin.page.locator('[data-projection=inputs]').getByText(told.split(': ')[1]!).waitFor();
  });
});
