/** What operators do with destinations in the console, and admins with access keys, in a real Chromium. */
import { beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { inChromium, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';

const at = journey();

inChromium('the console, on destinations and keys', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 60_000);

  const page = () => admin.page;
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const dialog = () => page().getByRole('dialog');
  const inDialog = (name: string) => dialog().getByRole('button', { name, exact: true });
  const state = async () => (await at.api.get<{ state: string }>('/v1/destinations/orders')).body.state;

  it('says that there is no destination yet, and makes one, with its secret shown once', async () => {
    await admin.go('/destinations');
    await page().getByText('There is no destination yet').waitFor();
    await button('New destination').first().click();
    await dialog().getByLabel('Name').fill('orders');
    await dialog().getByLabel('Address').fill(at.server.url);
    await inDialog('Create it').click();
    await dialog().getByText('The destination stands').waitFor();
    expect(await dialog().locator('code').textContent()).toMatch(/^whsec_/);
    await inDialog('Open it').click();
    await page().getByRole('heading', { name: 'orders' }).waitFor();
    expect(await state()).toBe('active');
  });

  it('tells who makes one of a name that is taken', async () => {
    await admin.go('/destinations');
    await button('New destination').first().click();
    await dialog().getByLabel('Name').fill('orders');
    await dialog().getByLabel('Address').fill('https://elsewhere.example/');
    await inDialog('Create it').click();
    await dialog().getByText('There is a destination of this name already.').waitFor();
  });

  it('sends a test, and shows what came back', async () => {
    at.server.answer = (response) => response.writeHead(201, { 'content-type': 'text/plain' }).end('well received');
    await admin.go('/destinations/orders');
    await button('Send a test').click();
    await dialog().getByText('well received').waitFor();
    await inDialog('Cancel').click();
  });

  it('pauses and resumes by one button; another window sees it at once', async () => {
    const other = await visit(at.intake.url);
    await other.signIn(at.intake.key);
    await other.go('/destinations/orders');
    await other.page.getByText('active', { exact: true }).waitFor();
    await button('Pause').click();
    await button('Resume').waitFor();
    expect(await state()).toBe('paused');
    await other.page.getByText('paused', { exact: true }).waitFor();
    await button('Resume').click();
    await button('Pause').waitFor();
    expect(await state()).toBe('active');
    await other.page.context().close();
  });

  it('changes it; what another has changed meanwhile is shown, and nothing of theirs is lost unseen', async () => {
    await admin.go('/destinations/orders');
    await button('Edit').click();
    await dialog().getByLabel('Description').fill('ours');
    await dialog().getByLabel('Attempts at most').fill('7');
    const { headers } = await at.api.get('/v1/destinations/orders');
    const theirs = { url: at.server.url, description: 'theirs', concurrency: 3 };
    await at.api.put('orders', theirs, headers.get('etag')!);
    await inDialog('Save').click();
    await dialog().getByText('Somebody else has changed it meanwhile').waitFor();
    await dialog().locator('[data-difference=concurrency]').waitFor();
    await dialog().locator('[data-difference=description]').getByRole('button', { name: 'Yours' }).click();
    await inDialog('Save').click();
    await dialog().waitFor({ state: 'detached' });
    const { body } = await at.api.get<object>('/v1/destinations/orders');
    expect(body).toMatchObject({ description: 'ours', concurrency: 3, retry: { maxAttempts: 7 } });
  });

  it('rotates the secret', async () => {
    await button('Rotate the secret').click();
    await inDialog('Rotate the secret').click();
    await dialog().getByText('There is a new secret').waitFor();
    expect(await dialog().locator('code').textContent()).toMatch(/^whsec_/);
    await inDialog('Close').click();
  });

  it('disables it and enables it, after asking', async () => {
    await button('Disable').click();
    await inDialog('Disable').click();
    await button('Enable').waitFor();
    expect(await state()).toBe('disabled');
    await button('Enable').click();
    await inDialog('Enable').click();
    await button('Disable').waitFor();
    expect(await state()).toBe('active');
  });

  it('deletes it when its name was written', async () => {
    await button('Delete').click();
    expect(await inDialog('Delete').isDisabled()).toBe(true);
    await dialog().getByLabel('Write orders to confirm').fill('orders');
    await inDialog('Delete').click();
    await page().getByText('There is no destination yet').waitFor();
  });

  it('issues a key that is shown once and works, and takes it back', async () => {
    await admin.go('/access-keys');
    await page().getByText('No key was issued yet').waitFor();
    await button('Issue a key').first().click();
    await dialog().getByLabel('Name').fill('the shop');
    await dialog().getByLabel('Owner').fill('shop');
    await inDialog('Issue it').click();
    await dialog().getByText('The key is issued').waitFor();
    const key = (await dialog().locator('code').first().textContent())!;
    const whoami = () => fetch(`${at.intake.url}/v1/whoami`, { headers: { authorization: `Bearer ${key}` } });
    expect(await (await whoami()).json()).toMatchObject({ owner: 'shop', role: 'submitter' });
    await inDialog('Close').click();
    await page().locator('[data-key-state=live]').waitFor();
    await button('Revoke the shop').click();
    await inDialog('Revoke').click();
    await page().locator('[data-key-state=revoked]').waitFor();
    expect((await whoami()).status).toBe(401);
  });

  it('offers nobody what their role may not do', async () => {
    const shop = await visit(at.intake.url);
    await shop.signIn((await newHolder(at.intake, 'submitter')).key);
    const links = await shop.page.getByRole('navigation').getByRole('link').allTextContents();
    expect(links.filter((link) => /Access keys|Destinations/.test(link))).toEqual([]);
    expect(shop.faults).toEqual([]);
    await shop.page.context().close();
  });

  it('has had no fault of a script, and nothing that its policy forbids', () => {
    expect(admin.faults).toEqual([]);
  });
});
