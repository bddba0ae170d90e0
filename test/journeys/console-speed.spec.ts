/** How soon the console is there, and that all that comes in is shown as it comes, without asking for each. */
import { availableParallelism, loadavg } from 'node:os';
import { beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { drawnMs } from '../../scripts/lib/chromium.mjs';
import { inChromium, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();

/** The machine may be busy with others: of so many, one shows what the console needs. */
const LOADS = 10;
const MOST_MS = 1_000;
/** Where more want a core than there are, each has that much less of it. */
const crowd = () => Math.max(1, loadavg()[0]! / availableParallelism());
const INPUTS = 1_000;
const AT_ONCE = 10;
const DESTINATIONS = 200;
/** What is in sight, and a few before and after. */
const MOST_ROWS = 60;

inChromium('how fast the console is', (visit) => {
  let oldest: string;

  beforeAll(async () => {
    await at.api.register('orders', { url: at.server.url, concurrency: 100 });
    oldest = (await at.api.take('orders', 'the first')).id;
    await at.api.reaches(oldest, 'delivered');
  }, 60_000);

  /** By a browser that has never seen it. */
  async function newcomer(): Promise<Visitor> {
    const visitor = await visit(at.intake.url);
    await visitor.enter(at.intake.key);
    return visitor;
  }

  it.each([
    ['', 'figure'],
    ['/inputs', '[role=cell]'],
  ])('shows what /console%s is about within a second, with nothing cached', async (address, sign) => {
    const took: number[] = [];
    while (took.length < LOADS && !took.some((ms) => ms < MOST_MS)) {
      const { page } = await newcomer();
      took.push(await drawnMs(page, `${at.intake.url}/console${address}`, sign));
      await page.context().close();
    }
    expect(Math.min(...took)).toBeLessThan(MOST_MS * crowd());
  });

  it('asks who somebody is, and for the screen, at once', async () => {
    const { page, go } = await newcomer();
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/whoami', async (route) => {
      await held;
      await route.continue();
    });
    const file = page.waitForRequest(/assets\/inputs-.*\.js$/);
    await go('/inputs');
    await file;
    answer();
    await page.locator('[role=cell]').first().waitFor();
    await page.context().close();
  });

  it('shows a thousand inputs as they come, with few rows, and asks for none of them', async () => {
    const { page, go, faults } = await newcomer();
    await go('/inputs');
    await page.locator('[data-live=open]').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    let mostRows = 0;
    const ids: string[] = [];
    while (ids.length < INPUTS) {
      const taken = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => at.api.take('orders', `${ids.length + n}`)),
      );
      ids.push(...taken.map(({ id }) => id));
      mostRows = Math.max(mostRows, await page.getByRole('row').count());
    }
    // The head, and the one from before.
    await until(
      () => `all ${INPUTS} are in the list`,
      async () => Number(await page.getByRole('table').getAttribute('aria-rowcount')) === INPUTS + 2,
    );
    expect(await shownOf(page)).toContain(ids.at(-1)!.slice(-12));
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await until(
      () => 'the first of them is at the end',
      async () => (await shownOf(page)).includes(ids[0]!.slice(-12)),
    );
    expect(mostRows).toBeLessThan(MOST_ROWS);
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('brings the last of many page by page, as one gets near them', async () => {
    const { page, go } = await newcomer();
    const pages: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/v1/inputs') pages.push(request.url());
    });
    await go('/inputs');
    await page.locator('[role=cell]').first().waitFor();
    expect(pages).toHaveLength(1);
    await until(
      () => 'the oldest is shown',
      async () => {
        await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
        return (await shownOf(page)).includes(oldest.slice(-12));
      },
    );
    expect(pages.length).toBeGreaterThan(INPUTS / 100);
    expect(await page.getByRole('row').count()).toBeLessThan(MOST_ROWS);
    await page.context().close();
  });

  it('does not ask again and again for a page that it does not get', async () => {
    const { page, go } = await newcomer();
    let asked = 0;
    await page.route(/cursor=/, (route) => {
      asked++;
      return route.fulfill({ status: 400, json: { code: 'invalid-query', title: 'T', detail: 'd', errors: [] } });
    });
    await go('/inputs');
    await page.locator('[role=cell]').first().waitFor();
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.getByText('The rest could not be loaded.').waitFor();
    expect(asked).toBe(1);
    await page.unroute(/cursor=/);
    const before = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await until(
      () => 'it is longer',
      async () => (await page.evaluate<number>('document.documentElement.scrollHeight')) > before + 1_000,
    );
    await page.context().close();
  });

  // Else what came meanwhile is overwritten by what stood there when the page was asked for.
  it('keeps what comes while a further page is on its way', async () => {
    const { page, go } = await newcomer();
    const heightOf = () => page.evaluate<number>('document.documentElement.scrollHeight');
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/cursor=/, async (route) => {
      await held;
      await route.continue();
    });
    await go('/inputs');
    await page.locator('[data-live=open]').waitFor();
    const asked = page.waitForRequest(/cursor=/);
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await asked;
    const { id } = await at.api.take('orders', 'meanwhile');
    await page.evaluate('scrollTo(0, 0)');
    const isShown = async () => (await shownOf(page)).includes(id.slice(-12));
    await until('it is shown', isShown);
    const before = await heightOf();
    answer();
    await until('the page is there', async () => (await heightOf()) > before + 1_000);
    await until('it is still shown', isShown);
    await page.context().close();
  });

  it('shows what was given up at many destinations, with few rows', async () => {
    const names = Array.from({ length: DESTINATIONS }, (_, n) => `refusing-${n}`);
    at.server.answer = (response) => response.writeHead(422).end();
    for (const name of names) await at.api.register(name, { url: at.server.url });
    for (const name of names) await at.api.take(name, 'refused');
    const { page, go } = await newcomer();
    await go('/dead-letters');
    const [list, rows] = [page.getByRole('table'), page.getByRole('row')];
    const isWhole = async () => Number(await list.getAttribute('aria-rowcount')) === DESTINATIONS + 1;
    await list.waitFor();
    await until('all are there', isWhole);
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    const [first] = await rows.nth(1).allTextContents();
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await until('others are in sight', async () => !(await rows.allTextContents()).includes(first!));
    expect(await rows.count()).toBeLessThan(MOST_ROWS);
    await page.context().close();
  });
});

const shownOf = async (page: Page): Promise<string> => (await page.getByRole('table').textContent()) ?? '';
