/** A page opened by a browser that has never seen it. */
import { drawnMs } from '../../scripts/lib/chromium.mjs';
import { opened } from './opened.mjs';

/** When what `sign` selects was drawn, and how many bytes of files had come by then. */
export async function firstLoad(browser, address, { path, sign }) {
  const page = await opened(browser, address);
  try {
    const ms = await drawnMs(page, address.url + path, sign);
    const bytes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ initiatorType }) => initiatorType !== 'fetch')
        .reduce((sum, { transferSize }) => sum + transferSize, 0),
    );
    return { ms, bytes };
  } finally {
    await page.context().close();
  }
}
