/** A real Chromium, as the system has it: the one that is found on the PATH. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export const chromiumPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isExecutable) ?? null;

/** Its sandbox cannot be made by root; what is opened with it is our own. */
export const openBrowser = (executablePath) =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

/** A page that is signed in, of a profile of its own: nothing is cached there. */
export async function signedIn(browser, { url, key }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  const answer = await context.request.post(`${url}/console/session`, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok()) throw new Error(`signing in was answered ${answer.status()}`);
  return context.newPage();
}

/** How long after the start of its navigation a page has drawn what `sign` selects. */
export async function drawnMs(page, url, sign) {
  await page.addInitScript(tellWhenDrawn, sign);
  await page.goto(url);
  return page.evaluate(() => globalThis.drawnMs);
}

/** Runs in the page, before its own scripts. What is there before a frame is drawn has been drawn before the next one. */
function tellWhenDrawn(sign) {
  globalThis.drawnMs = new Promise((resolve) => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector(sign)) return;
      watcher.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    });
    watcher.observe(document, { childList: true, subtree: true });
  });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
