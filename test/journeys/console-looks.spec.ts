/** How the console looks, and to whom: in both themes, in Chinese, on a phone, by keyboard, to who hears it; and how heavy it is. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { newHolder } from '../support/access-keys.js';
import { inChromium, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { runOperation } from '../support/operations.js';

const at = journey();
const ASSETS = fileURLToPath(new URL('../../console/dist/assets', import.meta.url));
const MOST_BYTES = 150 * 1_024;
const PHONE = { viewport: { width: 390, height: 844 } };

/** Address → what is there once it is shown. */
let screens: Record<string, string>;

inChromium('how the console looks', (visit) => {
  beforeAll(async () => {
    await at.api.register('orders', { url: at.server.url });
    const { id } = await at.api.take('orders', '{"a": [1, "two", null]}', { 'content-type': 'application/json' });
    await at.api.reaches(id, 'delivered');
    at.server.answer = (response) => response.writeHead(422).end();
    await at.api.reaches((await at.api.take('orders', 'refused')).id, 'deadLettered');
    await runOperation(at.api, '/v1/admin/replays', { types: ['InputReceived'] });
    await runOperation(at.api, '/v1/admin/projections/inputs/verify');
    await newHolder(at.intake, 'submitter');
    screens = {
      '': 'figure',
      '/inputs': '[role=cell]',
      [`/inputs/${id}`]: '[data-event=InputDelivered]',
      '/send': 'textarea',
      '/inputs?status=expired': 'main h2',
      '/dead-letters': '[data-reason]',
      '/projections': '[data-projection]',
      '/replays': '[data-operation]',
      '/log': '[role=cell]',
      '/log?event=1': 'dialog details',
      '/destinations': '[data-state]',
      '/destinations/orders': 'figure',
      '/access-keys': '[data-key-state]',
      '/audit': '[role=cell]',
    };
  }, 60_000);

  async function signedIn(options: BrowserContextOptions): Promise<Visitor> {
    const visitor = await visit(at.intake.url, options);
    await visitor.enter(at.intake.key);
    return visitor;
  }

  it.each([
    ['in light', { colorScheme: 'light' }],
    ['in dark', { colorScheme: 'dark' }],
    ['in Chinese', { locale: 'zh-CN' }],
    ['on a phone', PHONE],
  ] as const)('nothing stands in the way of anybody %s', async (_, options) => {
    const { page, go, faults } = await signedIn(options);
    for (const [address, sign] of Object.entries(screens)) {
      await go(address);
      await page.locator(sign).first().waitFor();
      expect({ address, hindrances: await hindrances(page) }).toEqual({ address, hindrances: [] });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['in light', { colorScheme: 'light' }],
    ['in dark', { colorScheme: 'dark' }],
    ['on a phone', PHONE],
  ] as const)('nothing stands in the way of who opens an attempt %s', async (_, options) => {
    const { page, go, faults } = await signedIn(options);
    await go(Object.keys(screens).find((address) => address.startsWith('/inputs/'))!);
    await page.locator('[data-event=InputDelivered]').getByText('200').click();
    await page.locator('[data-sent=yes]').waitFor();
    expect(await hindrances(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('has room for names, descriptions and addresses that are long, and for what is not there yet', async () => {
    const name = 'n'.repeat(64);
    const url = `${at.server.url}/${'p'.repeat(1_500)}`;
    await at.api.register(name, { url, description: 'd'.repeat(1_000) });
    const { page, go } = await signedIn(PHONE);
    await page.route('**/v1/admin/operations*', (route) => route.fulfill({ json: { items: [], nextCursor: null } }));
    for (const [address, sign] of [
      [`/destinations/${name}`, 'dddd'],
      ['/replays', 'Nothing was replayed yet'],
    ]) {
      await go(address!);
      await page.getByText(sign!).waitFor();
      expect({ address, fits: await page.evaluate('document.documentElement.scrollWidth <= innerWidth') }).toEqual({
        address,
        fits: true,
      });
    }
    await page.context().close();
  });

  it.each([1, -1])(
    'tells times and the last hour by the clock of Intake where the own one is wrong by %s day',
    async (days) => {
      const { page, go, faults } = await signedIn({});
      await page.addInitScript(`{
      const now = Date.now;
      Date.now = () => now() + ${days * 86_400_000};
    }`);
      for (const address of ['', '/destinations/orders']) {
        await go(address);
        await page.locator('figure').first().waitFor();
      }
      await go('/inputs?since=1h');
      await page.getByRole('cell').first().waitFor();
      expect((await page.locator('time').allTextContents()).filter((text) => !/ago|now/.test(text))).toEqual([]);
      expect((await page.locator('time').allTextContents()).filter((text) => /hr|day/.test(text))).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  it('speaks as the browser wants it, and as a person chooses', async () => {
    const { page, go } = await signedIn({ locale: 'zh-CN' });
    await go('/inputs');
    await page.getByRole('heading', { name: '输入' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh');
    await page.getByRole('button', { name: 'Switch to English' }).click();
    await page.getByRole('heading', { name: 'Inputs' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Inputs' }).waitFor();
  });

  it('is light or dark, as a person chooses', async () => {
    const { page, go } = await signedIn({ colorScheme: 'light' });
    await go('/inputs');
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: 'Theme' }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('heading', { name: 'Inputs' }).waitFor();
    expect(await ground()).toBe(dark);
  });

  it('is gone through by keyboard alone', async () => {
    const { page, go } = await signedIn({});
    await go('/inputs');
    await page.locator('[role=cell]').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('cell').getByRole('link').last().focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-event=InputDelivered]').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('button', { name: 'Retry' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await go('/destinations/orders');
    for (const [what, done] of [
      ['Edit', 'Save'],
      ['Rotate the secret', 'Cancel'],
    ]) {
      const opener = page.getByRole('button', { name: what!, exact: true });
      await opener.press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: done!, exact: true }).press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await opener.evaluate((button) => button.matches(':focus'))).toBe(true);
    }
  });

  it('tells the figures of a chart to who has no pointer', async () => {
    const { page, go } = await signedIn({});
    await go('');
    const chart = page.getByRole('slider', { name: 'Inputs accepted' });
    await chart.focus();
    const told = () => chart.getAttribute('aria-valuetext');
    const now = await told();
    expect(now).toMatch(/^\d\d:\d\d, Accepted \d+, Delivered \d+, Failed attempts \d+, Dead-lettered \d+$/);
    await page.keyboard.press('ArrowLeft');
    expect(await told()).not.toBe(now);
    await page
      .getByText((await told())!.slice(0, 5), { exact: true })
      .first()
      .waitFor();
    await page.context().close();
  });

  it('is left alone on a phone until the menu is asked for', async () => {
    const { page, go } = await signedIn(PHONE);
    await go('/inputs');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Send' }).click();
    await page.locator('textarea').waitFor();
    expect(await page.getByRole('link', { name: 'Inputs' }).isVisible()).toBe(false);
  });

  it('is light to load: what comes first is at most 150 kB of script, gzipped', async () => {
    const { page, go } = await signedIn({});
    const scripts: string[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(basename(new URL(response.url()).pathname));
    });
    await go('');
    await page.locator('figure').first().waitFor();
    expect(scripts.length).toBeGreaterThan(1);
    const bytes = scripts.map((name) => readFileSync(`${ASSETS}/${name}.gz`).length).reduce((sum, n) => sum + n);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });
});

/** What axe finds serious or critical, in a line each. */
async function hindrances(page: Page): Promise<string[]> {
  // By the debugger, which the page's policy does not concern.
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document).then(({ violations }) => violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ').slice(0, 300)))`);
}
