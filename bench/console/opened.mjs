/** A page of a profile of its own, signed in where there is a key. */
import { signedIn } from '../../scripts/lib/chromium.mjs';

export async function opened(browser, { url, key }) {
  return key ? signedIn(browser, { url, key }) : (await browser.newContext()).newPage();
}
