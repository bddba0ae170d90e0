/** Each picture: an address, what is there once it is shown, and to whom. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { signedIn } from '../lib/chromium.mjs';
import { root } from '../lib/root.mjs';

const FOLDER = join(root, 'docs', 'images');
const PHONE = { viewport: { width: 390, height: 844 } };

const pictures = ({ tried }) => [
  { name: 'overview', address: '', sign: 'figure' },
  { name: 'overview-dark', address: '', sign: 'figure', options: { colorScheme: 'dark' } },
  { name: 'overview-chinese', address: '', sign: 'figure', options: { locale: 'zh-CN' } },
  { name: 'inputs', address: '/inputs', sign: '[data-live=open]' },
  { name: 'inputs-phone', address: '/inputs', sign: '[role=cell]', options: PHONE },
  { name: 'inputs-chinese', address: '/inputs', sign: '[role=cell]', options: { locale: 'zh-CN' } },
  {
    name: 'input',
    address: `/inputs/${tried}`,
    sign: '[data-live=ended]',
    options: { viewport: { width: 1280, height: 1180 } },
    act: (page) => page.locator('[data-event=InputDelivered] summary').click(),
  },
  { name: 'destinations', address: '/destinations', sign: '[data-state=paused]' },
  { name: 'destination', address: '/destinations/orders', sign: 'figure' },
  { name: 'dead-letters', address: '/dead-letters', sign: '[data-reason]' },
  { name: 'projections', address: '/projections', sign: '[data-projection]' },
  { name: 'log', address: '/log', sign: '[role=cell]' },
  { name: 'audit', address: '/audit', sign: '[role=cell]' },
];

export async function take(browser, intake, seen, { say, signal }) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, address, sign, options, act } of pictures(seen)) {
    signal.throwIfAborted();
    const page = await signedIn(browser, intake, { reducedMotion: 'reduce', ...options });
    await page.goto(`${intake.url}/console${address}`);
    await page.locator(sign).first().waitFor();
    await act?.(page);
    await page.waitForFunction(() => !document.querySelector('main [aria-busy=true]'));
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
    await page.context().close();
    say(`docs/images/${name}.png`);
  }
}
