/** A person at the console, in a real Chromium, each in a browser profile of their own. */
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { chromiumPath, openBrowser } from '../../scripts/lib/chromium.mjs';

export interface Visitor {
  page: Page;
  /** What went wrong on the page, said by the browser: faults of scripts, and what its policy has forbidden. */
  faults: string[];
  /** To an address of the console. */
  go(address: string): Promise<void>;
  signIn(key: string): Promise<void>;
  /** Signs in without the form, and without loading anything. */
  enter(key: string): Promise<void>;
}

const WIDE = { viewport: { width: 1280, height: 900 } };
const found = chromiumPath();

/** Tests that need a browser: where there is none, only CI insists on it. */
export function inChromium(what: string, tests: (visit: Visit) => void): void {
  if (!found && !process.env.CI) {
    process.stderr.write(`${what}: skipped, no Chromium on the PATH (Debian: apt-get install chromium)\n`);
  }
  (found || process.env.CI ? describe : describe.skip)(what, () => {
    let browser: Browser;
    beforeAll(async () => {
      if (!found) throw new Error('Chromium is needed: apt-get install chromium');
      browser = await openBrowser(found);
    }, 60_000);
    afterAll(() => browser?.close());
    tests((url, options) => visit(browser, url, options));
  });
}

export type Visit = (url: string, options?: BrowserContextOptions) => Promise<Visitor>;

async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ ...WIDE, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) faults.push(message.text());
  });
  const go = async (address: string) => void (await page.goto(`${url}/console${address}`));
  return {
    ...{ page, faults, go },
    async signIn(key) {
      await go('');
      await page.getByLabel('Access key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').first().waitFor({ state: 'attached' });
    },
    async enter(key) {
      await context.request.post(`${url}/console/session`, { headers: { authorization: `Bearer ${key}` } });
    },
  };
}

/** What a test looks for and presses, at whoever is at the console by then. */
export function seenBy(who: () => Visitor) {
  const page = () => who().page;
  const button = (name: string, within: Locator = page().locator('body')) =>
    within.getByRole('button', { name, exact: true });
  const dialog = () => page().getByRole('dialog');
  const rows = () => page().getByRole('table').getByRole('row');
  return {
    ...{ page, button, dialog, rows },
    inDialog: (name: string) => button(name, dialog()),
    row: (text: string) => rows().filter({ hasText: text }),
    live: (state = 'open') => page().locator(`[data-live=${state}]`).first().waitFor(),
  };
}
