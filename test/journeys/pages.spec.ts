/** The pages for people in a real Chromium: their Content-Security-Policy, which takes nothing inline, breaks nothing of them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../scripts/lib/chromium.mjs';
import { journey } from '../support/journey.js';

const chromium = chromiumPath();
if (!chromium && !process.env.CI) {
  process.stderr.write('pages is skipped: no Chromium on the PATH (Debian: apt-get install chromium)\n');
}

(chromium || process.env.CI ? describe : describe.skip)('a page', () => {
  const at = journey({ INTAKE_ROLES: 'api' });
  let browser: Browser;
  let page: Page;
  let refused: string[];

  beforeAll(async () => {
    if (!chromium) throw new Error('Chromium is needed: apt-get install chromium');
    browser = await openBrowser(chromium);
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    page.on('pageerror', (error) => refused.push(String(error)));
  }, 60_000);
  afterAll(() => browser?.close());

  const policyOf = async (path: string) => {
    refused = [];
    return (await page.goto(at.intake.url + path))!.headers()['content-security-policy'];
  };

  it('of the documentation shows every route, and opens one', async () => {
    expect(await policyOf('/docs')).not.toContain('unsafe');
    await page.locator('.opblock').first().click();
    await page.getByRole('button', { name: 'Execute' }).first().waitFor();
    expect(await page.locator('.opblock').count()).toBeGreaterThan(50);
    expect(refused).toEqual([]);
  });

  it('of a problem has its style, and takes no other', async () => {
    expect(await policyOf('/problems/not-found')).not.toContain('unsafe');
    const width = () => page.evaluate('getComputedStyle(document.body).maxWidth');
    expect([await width(), refused]).toEqual(['704px', []]);
    await page.evaluate(
      "document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { max-width: 1px }' }))",
    );
    expect(await width()).toBe('704px');
    expect(refused).toEqual([expect.stringContaining('Content Security Policy')]);
  });
});
