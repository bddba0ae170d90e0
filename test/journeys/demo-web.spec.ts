/**
 * `npm run demo -- --web` in a real Chromium: what is entered on the page, and what came of it, live. It needs Chromium on the
 * PATH; where there is none, only CI insists on it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openBrowser } from '../support/chromium.js';
import { journey } from '../support/journey.js';
import { type Child, isAlive, startChild } from '../support/process.js';
import { until } from '../support/until.js';

const chromium = chromiumPath();
if (!chromium && !process.env.CI) {
  process.stderr.write('demo-web is skipped: no Chromium on the PATH (Debian: apt-get install chromium)\n');
}

const at = journey();

(chromium || process.env.CI ? describe : describe.skip)('the page of the demo', () => {
  let demo: Child;
  let browser: Browser;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    if (!chromium) throw new Error('Chromium is needed: apt-get install chromium');
    demo = startChild(process.execPath, ['scripts/demo.mjs', '--web'], {
      env: { ...process.env, NODE_OPTIONS: '', INTAKE_URL: at.intake.url, INTAKE_KEY: at.intake.key },
    });
    const line = await demo.line((text) => text.startsWith('Open '));
    address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0];
    browser = await openBrowser(chromium);
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    if (isAlive(demo.pid)) demo.kill('SIGKILL');
  });

  const said = () => page.locator('li').allTextContents();

  it('shows that the input was received and what the server returned', async () => {
    await page.goto(address);
    await page.fill('input', '7');
    await page.click('button');
    await page.getByText('The server returned').waitFor();
    expect(await said()).toEqual([
      expect.stringMatching(/^You entered 7\. It was received: position \d+\.$/),
      'The server returned: 7 is odd, its square is 49',
    ]);
  });

  it('says nothing twice: its EventSource comes back when all is told, and is answered that nothing more comes', async () => {
    await page.reload();
    const answered = page.waitForResponse((response) => response.status() === 204);
    await page.fill('input', '4');
    await page.click('button');
    await page.getByText('The server returned').waitFor();
    expect(await (await answered).request().headerValue('last-event-id')).toMatch(/^\d+$/);
    expect(await said()).toHaveLength(2);
  });

  it('is no way for other pages to send anything, or to see what others have sent', async () => {
    const foreign = await fetch(`${address}/inputs`, {
      method: 'POST',
      body: '7',
      headers: { origin: 'http://a.example' },
    });
    expect(foreign.status).toBe(403);
    const { links } = await at.api.take((await destinations())[0]!, '1');
    expect((await fetch(address + links.stream.replace('/v1', ''))).status).toBe(404);
  });

  it('cleans up at Ctrl-C', async () => {
    demo.kill('SIGINT');
    expect(await demo.exit).toMatchObject({ code: 0 });
    expect(demo.lines.at(-1)).toBe('Cleaned up.');
    await until('its destination is gone', async () => (await destinations()).length === 0);
  });

  async function destinations(): Promise<string[]> {
    const { body } = await at.api.read<{ items: { name: string }[] }>('/v1/destinations');
    return body.items.map(({ name }) => name).filter((name) => name.startsWith('demo-'));
  }
});
