/** A page opened by a browser that has never seen it. The page's own clock begins with the navigation. */
import { opened } from './opened.mjs';

/** When what `sign` selects was drawn, and how many bytes of files had come by then. */
export async function firstLoad(browser, address, { path, sign }) {
  const page = await opened(browser, address);
  try {
    await page.addInitScript(tellWhenDrawn, sign);
    await page.goto(address.url + path);
    await page.waitForFunction(() => globalThis.drawnMs);
    return await page.evaluate(() => ({
      ms: globalThis.drawnMs,
      bytes: performance
        .getEntriesByType('resource')
        .filter(({ initiatorType }) => initiatorType !== 'fetch')
        .reduce((sum, { transferSize }) => sum + transferSize, 0),
    }));
  } finally {
    await page.context().close();
  }
}

/** Runs in the page. What is there before a frame is drawn has been drawn before the next one. */
function tellWhenDrawn(sign) {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector(sign)) return;
    watcher.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (globalThis.drawnMs = performance.now())));
  });
  watcher.observe(document, { childList: true, subtree: true });
}
