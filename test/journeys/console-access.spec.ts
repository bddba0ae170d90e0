/** What admins do about access in the console, in a real Chromium: who has which key, and who did what. */
import { beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { Api } from '../support/api.js';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console, on access', (visit) => {
  let admin: Visitor;
  /** As it is shown once. */
  let issued: string;

  beforeAll(async () => {
    for (const name of ['letters', 'orders']) await at.api.register(name, { url: at.server.url });
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 60_000);

  const { page, button, dialog, inDialog, rows, row } = seenBy(() => admin);
  const what = async () => (await rows().allTextContents()).slice(1);

  it('says that no key was issued, with a line that issues one', async () => {
    await page().getByRole('link', { name: 'Access keys' }).click();
    await page().getByText('No key was issued yet').waitFor();
    await page().getByText('/v1/access-keys').waitFor();
  });

  it('issues a key that does what was said, and shows it once', async () => {
    await button('Issue a key').click();
    await dialog().getByLabel('Name').fill('checkout');
    await dialog().getByLabel('Owner').fill('shop');
    await dialog().getByLabel('Expires').selectOption('30d');
    await dialog().getByLabel('Destinations').selectOption('some');
    expect(await inDialog('Issue it').isDisabled()).toBe(true);
    await dialog().getByLabel('orders').check();
    await inDialog('Issue it').click();
    await page().getByText('shown this once').waitFor();
    issued = (await dialog().locator('code').first().textContent())!;
    // As on a page that came over plain HTTP: it has no clipboard of its own.
    await page().evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    await dialog().getByText('Copy', { exact: true }).click();
    await dialog().getByText('Copied', { exact: true }).waitFor();
    await inDialog('Close').click();
    await button('Issue a key').click();
    await dialog().getByLabel('Name').focus();
    await page().keyboard.press('Control+V');
    expect(await dialog().getByLabel('Name').inputValue()).toBe(issued);
    await inDialog('Cancel').click();
    const holder = new Api(at.intake.url, issued);
    const { body } = await holder.get('/v1/whoami');
    expect(body).toMatchObject({ owner: 'shop', role: 'submitter', destinations: ['orders'] });
    await row('checkout').locator('[data-key-state=live]').waitFor();
    await row('checkout').getByText('in 30 days').waitFor();
    expect(await page().getByText(issued).count()).toBe(0);
  });

  it('shows that a key has expired', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    await newHolder(at.intake, 'submitter', { name: 'a trial', expiresAt });
    await row('a trial').locator('[data-key-state=expired]').waitFor();
  });

  it('takes a key back, and keeps showing it', async () => {
    await button('Revoke checkout').click();
    await inDialog('Revoke').click();
    await row('checkout').locator('[data-key-state=revoked]').waitFor();
    expect(await button('Revoke checkout').count()).toBe(0);
    const holder = new Api(at.intake.url, issued);
    await until('it lets nobody in', async () => (await holder.get('/v1/whoami')).status === 401);
  });

  it('says who did what, newest first, and what comes anew', async () => {
    await admin.go('/audit');
    await row('Access key revoked').waitFor();
    expect((await what()).map((text) => /Destination registered|Access key (issued|revoked)/.exec(text)?.[0])).toEqual([
      ...['Access key revoked', 'Access key issued', 'Access key issued'],
      ...['Destination registered', 'Destination registered'],
    ]);
    await at.api.ask('POST', '/v1/destinations/letters/pause');
    await row('Destination paused').waitFor();
    expect((await what())[0]).toContain('letters');
  });

  it('narrows the trail by who, by kind and by time, and finds nothing where there is nothing', async () => {
    const otto = await newHolder(at.intake, 'operator', { name: 'on call' });
    await otto.api.ask('POST', '/v1/destinations/letters/resume');
    await row('Destination resumed').waitFor();
    await row('Destination resumed').getByRole('link', { name: 'on call' }).click();
    await until('only that one is left', async () => (await what()).length === 1);
    expect(page().url()).toContain(`actor=ik_${otto.id}`);
    await page().getByLabel('Kind').selectOption('keys');
    await page().getByText('Nothing matches').waitFor();
    await button('Clear filters').first().click();
    await row('Destination registered').first().waitFor();
    await page().getByLabel('Kind').selectOption('keys');
    await row('Destination').first().waitFor({ state: 'detached' });
    await page().getByLabel('Since').selectOption('1h');
    await row('Access key revoked').waitFor();
    expect((await what()).length).toBe(4);
  });

  it('shows all that the log has of an act, and leads to what it was about', async () => {
    await row('Access key revoked').getByRole('button').click();
    await dialog().getByText('access-key-').waitFor();
    await dialog().getByText('admin', { exact: true }).waitFor();
    await inDialog('Close').click();
    await button('Clear filters').click();
    await row('Destination paused').getByRole('link', { name: 'letters' }).click();
    await page().getByRole('heading', { name: 'letters' }).waitFor();
  });

  it('looks further back than at first where nothing was done for long, if that is wanted', async () => {
    // As if hundreds of thousands of events had come since, none of which is an act.
    const head = '**/v1/admin/events?limit=1';
    await page().route(head, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'intake-position': '300000' } });
    });
    await admin.go('/audit');
    await page().getByText('Looked through back to').waitFor();
    expect(await what()).toEqual([]);
    await button('Look further back').click();
    await row('Destination registered').first().waitFor();
    await page().unroute(head);
  });

  it('signs out whose key has expired, without being asked for anything', async () => {
    const expiresAt = new Date(Date.now() + 4_000).toISOString();
    const { key } = await newHolder(at.intake, 'operator', { name: 'for a moment', expiresAt });
    const otto = await visit(at.intake.url);
    await otto.enter(key);
    await otto.go('/inputs');
    await otto.page.getByRole('heading', { name: 'Inputs' }).waitFor();
    await otto.page.getByLabel('Access key').waitFor();
    expect(otto.faults).toEqual([]);
  });

  it('offers an operator neither, and signs out whose own key is revoked', async () => {
    const { key } = await newHolder(at.intake, 'operator');
    const otto = await visit(at.intake.url);
    await otto.signIn(key);
    const offered = await otto.page.getByRole('navigation').getByRole('link').allTextContents();
    expect(offered).not.toEqual(expect.arrayContaining(['Access keys']));
    expect(offered).not.toEqual(expect.arrayContaining(['Audit trail']));
    const other = await newHolder(at.intake, 'admin', { name: 'own' });
    const anna = await visit(at.intake.url);
    await anna.signIn(other.key);
    await anna.go('/access-keys');
    await anna.page.getByRole('button', { name: 'Revoke own' }).click();
    await anna.page.getByText('you will be signed out').waitFor();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await anna.page.getByLabel('Access key').waitFor();
    expect([...admin.faults, ...otto.faults, ...anna.faults]).toEqual([]);
  });
});
