/**
 * `npm run demo -- --web` in a real Chromium: what is entered on the page, and what came of it, live. It needs Chromium on the
 * PATH; where there is none, only CI insists on it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../scripts/lib/chromium.mjs';
import { journey } from '../support/journey.js';
import { type Child, isAlive, startChild } from '../support/process.js';
import { until } from '../support/until.js';

const chromium = chromiumPath();
if (!chromium && !process.env.CI) {
  process.stderr.write('demo-web is skipped: no Chromium on the PATH (Debian: apt-get install chromium)\n');
}

const at = journey();
const demos: Child[] = [];
afterAll(() => {
  for (const demo of demos) if (isAlive(demo.pid)) demo.kill('SIGKILL');
});

(chromium || process.env.CI ? describe : describe.skip)('the page of the demo', () => {
  let demo: Child;
  let browser: Browser;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    if (!chromium) throw new Error('Chromium is needed: apt-get install chromium');
    [demo, address] = await startDemo();
    browser = await openBrowser(chromium);
    page = await browser.newPage();
  }, 60_000);
  afterAll(() => browser?.close());

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

  it('shows that an input was called back', async () => {
    const [name] = await destinations();
    await at.api.ask('POST', `/v1/destinations/${name}/pause`);
    await page.reload();
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.fill('input', '5');
    await page.click('button');
    const { id } = await (await answered).json();
    await at.api.ask('POST', `/v1/inputs/${id}/cancel`);
    await page.getByText('Somebody called it back.').waitFor();
  });

  // Its destination is another than was registered: it was paused meanwhile.
  it('cleans up at Ctrl-C', async () => {
    demo.kill('SIGINT');
    expect(await demo.exit).toMatchObject({ code: 0 });
    expect(demo.lines.at(-1)).toBe('Cleaned up.');
    await until('its destination is gone', async () => (await destinations()).length === 0);
  });
});

// It needs no browser.
it('while Intake is away a listener is cut off, and so comes back; what cannot be cleaned up is told', async () => {
  const [demo, address] = await startDemo();
  const entered = await fetch(`${address}/inputs`, { method: 'POST', body: '7' });
  const { id } = (await entered.json()) as { id: string };
  await at.intake.stop();
  // Any answer but 200 would keep an EventSource away for good.
  await expect(fetch(`${address}/inputs/${id}/stream`)).rejects.toThrow('fetch failed');
  demo.kill('SIGINT');
  expect(await demo.exit).toMatchObject({ code: 1 });
  expect(demo.lines).not.toContain('Cleaned up.');
});

/** And the address of its page. */
async function startDemo(): Promise<[Child, string]> {
  const demo = startChild(process.execPath, ['scripts/demo.mjs', '--web'], {
    env: { ...process.env, NODE_OPTIONS: '', INTAKE_URL: at.intake.url, INTAKE_KEY: at.intake.key },
  });
  demos.push(demo);
  const line = await demo.line((text) => text.startsWith('Open '));
  return [demo, /http:\/\/127\.0\.0\.1:\d+/.exec(line)![0]];
}

async function destinations(): Promise<string[]> {
  const { body } = await at.api.read<{ items: { name: string }[] }>('/v1/destinations');
  return body.items.map(({ name }) => name).filter((name) => name.startsWith('demo-'));
}
