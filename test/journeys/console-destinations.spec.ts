/** What operators do with destinations in the console, in a real Chromium: make, test, change, hold, and delete them. */
import { beforeAll, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { DestinationView } from '../../src/views/destination.js';
import { newHolder } from '../support/access-keys.js';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console, on destinations', (visit) => {
  let otto: Visitor;
  /** As it is shown once. */
  let secret: string;

  beforeAll(async () => {
    const { key } = await newHolder(at.intake, 'operator');
    otto = await visit(at.intake.url);
    await otto.signIn(key);
  }, 60_000);

  const { page, button, dialog, inDialog, row, live } = seenBy(() => otto);
  const state = (name: string) => page().locator(`header [data-state=${name}]`).waitFor();
  const shown = async (name = 'orders') => (await at.api.read<DestinationView>(`/v1/destinations/${name}`)).body;
  const closed = () => dialog().waitFor({ state: 'detached' });

  it('says that there is none, with a line that makes one', async () => {
    await page().getByRole('link', { name: 'Destinations' }).click();
    await page().getByText('There is no destination yet').waitFor();
    await page().getByText('curl -X PUT').waitFor();
  });

  it('makes one, and shows its secret once: what it signs with', async () => {
    await button('New destination').click();
    await dialog().getByLabel('Name').fill('orders');
    await dialog().getByLabel('Address').fill(at.server.url);
    await dialog().getByLabel('Headers').fill('X-Team: shop');
    await dialog().getByLabel('Credentials').selectOption('bearer');
    await dialog().getByLabel('Token').fill('t0p');
    await inDialog('Create it').click();
    await page().getByText('shown this once').waitFor();
    secret = (await dialog().locator('code').textContent())!;
    await inDialog('Open it').click();
    await page().getByRole('heading', { name: 'orders' }).waitFor();
    await at.api.reaches((await at.api.take('orders', 'signed')).id, 'delivered');
    const { headers, body } = at.server.received.at(-1)!;
    expect(headers).toMatchObject({ 'x-team': 'shop', authorization: 'Bearer t0p' });
    new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
  });

  it('does not make another of that name, nor one whose headers are none', async () => {
    await otto.go('/destinations');
    await button('New destination').click();
    await dialog().getByLabel('Name').fill('orders');
    await dialog().getByLabel('Address').fill('https://elsewhere.example/');
    await dialog().getByLabel('Headers').fill('no header');
    await inDialog('Create it').click();
    await page().getByText('Not a header, or there twice: no header').waitFor();
    await dialog().getByLabel('Headers').fill('');
    await inDialog('Create it').click();
    await page().getByText('There is a destination of this name already.').waitFor();
    expect((await shown()).url).toBe(at.server.url);
    await inDialog('Cancel').click();
  });

  it('makes one with all that can be said of one', async () => {
    await otto.go('/destinations');
    await button('New destination').click();
    await dialog().getByLabel('Name').fill('tuned');
    await dialog().getByLabel('Address').fill(at.server.url);
    const chosen = { Method: 'PATCH', Credentials: 'basic', 'Behind a dead letter': 'skip' };
    for (const [label, value] of Object.entries(chosen)) await dialog().getByLabel(label).selectOption(value);
    const entered = {
      ...{ User: 'shop', Password: 'pass:word', 'Timeout (ms)': '4000', 'Attempts at most': '7' },
      ...{ 'First delay (ms)': '150', 'Longest delay (ms)': '900', 'At once': '9', 'Attempts per second': '2.5' },
    };
    for (const [label, value] of Object.entries(entered)) await dialog().getByLabel(label).fill(value);
    await inDialog('Create it').click();
    await page().getByText('shown this once').waitFor();
    expect(await shown('tuned')).toMatchObject({
      ...{ method: 'PATCH', timeoutMs: 4_000, concurrency: 9, ratePerSecond: 2.5, onDeadOrderingKey: 'skip' },
      retry: { maxAttempts: 7, minDelayMs: 150, maxDelayMs: 900 },
    });
    await at.api.reaches((await at.api.take('tuned', 'by PATCH')).id, 'delivered');
    const { method, headers } = at.server.received.at(-1)!;
    const authorization = `Basic ${Buffer.from('shop:pass:word').toString('base64')}`;
    expect({ method, authorization: headers.authorization }).toEqual({ method: 'PATCH', authorization });
    await otto.go('/destinations');
  });

  it('shows how each goes, as it happens', async () => {
    await live();
    await row('orders').getByText('100%').waitFor();
    at.server.answer = (response) => response.writeHead(422).end();
    await at.api.reaches((await at.api.take('orders', 'refused')).id, 'deadLettered');
    await row('orders').getByRole('img', { name: '50% of 2 attempts succeeded' }).waitFor();
    at.server.answer = (response) => response.end('welcome');
  });

  it('shows how one went, over as long as the address says', async () => {
    await row('orders').getByRole('link').click();
    await page().getByText('50%').first().waitFor();
    await page().locator('li', { hasText: 'http-error' }).getByText('1', { exact: true }).waitFor();
    await button('7 days').click();
    await page().getByRole('heading', { name: 'Inputs per hour' }).waitFor();
    expect(page().url()).toMatch(/range=7d/);
    await live();
    await at.api.reaches((await at.api.take('orders', 'one more')).id, 'delivered');
    await page().getByText('66.7%').first().waitFor();
    await page().getByRole('link', { name: 'Its dead letters' }).click();
    await page().getByRole('heading', { name: 'Inputs' }).waitFor();
    expect(new URL(page().url()).search).toBe('?destination=orders&status=deadLettered');
    await page().goBack();
    await page().getByRole('link', { name: 'Its inputs' }).click();
    await until('its inputs are shown', async () => new URL(page().url()).search === '?destination=orders');
    await page().goBack();
  });

  it('tests it, and shows what it answered', async () => {
    await button('Send a test').click();
    await dialog().getByText('200').waitFor();
    await dialog().getByText('welcome').waitFor();
    expect(at.server.received.at(-1)!.headers['intake-test']).toBe('true');
    at.server.answer = (response) => response.writeHead(418).end();
    await inDialog('Once more').click();
    await dialog().getByText('418').waitFor();
    at.server.answer = (response) => response.end('welcome');
    await inDialog('Close').click();
  });

  it('changes it, and keeps the values that it does not show', async () => {
    await button('Edit').click();
    await dialog().getByLabel('Description').fill('Orders of the shop');
    await dialog().getByLabel('Attempts at most').fill('3');
    await inDialog('Save').click();
    await closed();
    await page().getByText('Orders of the shop').waitFor();
    expect((await shown()).retry.maxAttempts).toBe(3);
    await at.api.reaches((await at.api.take('orders', 'after')).id, 'delivered');
    expect(at.server.received.at(-1)!.headers).toMatchObject({ 'x-team': 'shop', authorization: 'Bearer t0p' });
  });

  const change = async (changes: object) => {
    const { body, headers } = await at.api.get<DestinationView>('/v1/destinations/orders');
    const { url, headers: own, auth, retry, timeoutMs, description } = body;
    const policy = { url, headers: own, auth, retry, timeoutMs, description, ...changes };
    expect((await at.api.put('orders', policy, headers.get('etag')!)).status).toBe(200);
    await until('it is shown', async () => (await shown()).version === body.version + 1);
  };

  it('overwrites nothing that another has changed meanwhile: it shows it, and lets choose', async () => {
    await button('Edit').click();
    await dialog().getByLabel('Description').fill('mine');
    await dialog().getByLabel('Timeout').fill('2000');
    await dialog().getByLabel('At once').fill('4');
    await change({ description: 'theirs', timeoutMs: 3_000, method: 'PUT' });
    await inDialog('Save').click();
    await dialog().getByText('Somebody else has changed it meanwhile').waitFor();
    const differing = dialog().locator('[data-difference]');
    expect(
      await differing.evaluateAll((all: { dataset: Record<string, string> }[]) =>
        all.map(({ dataset }) => dataset.difference),
      ),
    ).toEqual(['description', 'method', 'timeoutMs']);
    expect((await shown()).description).toBe('theirs');
    const choose = (field: string, whose: string) =>
      dialog().locator(`[data-difference=${field}]`).getByRole('button', { name: whose }).click();
    for (const whose of ['Theirs', 'Yours']) await choose('description', whose);
    await choose('timeoutMs', 'Theirs');
    await inDialog('Save').click();
    await closed();
    const saved = { description: 'mine', timeoutMs: 3_000, method: 'PUT', concurrency: 4 };
    await until('it is saved', async () => (await shown()).description === 'mine');
    expect(await shown()).toMatchObject(saved);
  });

  it('is not held up by a change that is none of the form', async () => {
    await button('Edit').click();
    await dialog().getByLabel('Description').fill('again mine');
    const { version } = await shown();
    await at.api.ask('POST', '/v1/destinations/orders/pause');
    await until('it is shown', async () => (await shown()).version > version);
    await inDialog('Save').click();
    await closed();
    await until('it is saved', async () => (await shown()).description === 'again mine');
    await state('paused');
  });

  it('resumes and pauses it, in every window, disables and enables it', async () => {
    await button('Resume').click();
    await state('active');
    const other = await visit(at.intake.url);
    await other.signIn(at.intake.key);
    await other.go('/destinations/orders');
    await other.page.locator('header [data-state=active]').waitFor();
    await button('Pause').click();
    await state('paused');
    await other.page.locator('header [data-state=paused]').waitFor();
    await other.page.context().close();
    await button('Resume').click();
    await state('active');
    await button('Disable').click();
    await inDialog('Disable').click();
    await state('disabled');
    expect((await at.api.submit('orders', 'x')).status).toBe(409);
    expect(await button('Pause').count()).toBe(0);
    await button('Enable').click();
    await inDialog('Enable').click();
    await state('active');
  });

  it('closes a breaker that is open', async () => {
    at.server.answer = (response) => response.writeHead(503).end();
    const retry = { maxAttempts: 100, minDelayMs: 100, maxDelayMs: 100 };
    await at.api.register('failing', { url: at.server.url, retry });
    await Promise.all(Array.from({ length: 10 }, (_, n) => at.api.take('failing', `${n}`)));
    await otto.go('/destinations/failing');
    await page().locator('[data-breaker=open]').waitFor();
    at.server.answer = (response) => response.end();
    await button('Close the breaker').click();
    await inDialog('Close the breaker').click();
    await page().locator('[data-breaker=closed]').waitFor();
  });

  it('rotates the secret, and shows the new one once', async () => {
    await otto.go('/destinations/orders');
    await button('Rotate the secret').click();
    await inDialog('Rotate the secret').click();
    await page().getByText('shown this once').waitFor();
    const rotated = (await dialog().locator('code').textContent())!;
    expect(rotated).toMatch(/^whsec_/);
    expect(rotated).not.toBe(secret);
    await inDialog('Close').click();
    await closed();
    expect(await page().getByText(rotated).count()).toBe(0);
  });

  it('deletes it when its name was written, and says what waits', async () => {
    await at.api.ask('POST', '/v1/destinations/orders/pause');
    await at.api.take('orders', 'waits');
    await otto.go('/destinations/orders');
    await state('paused');
    await button('Delete').click();
    await dialog().getByText('Now there are 1.').waitFor();
    expect(await inDialog('Delete').isDisabled()).toBe(true);
    await dialog().getByLabel('Write orders to confirm').fill('orders');
    await inDialog('Delete').click();
    await page().getByRole('heading', { name: 'Destinations' }).waitFor();
    await row('failing').waitFor();
    expect(await row('orders').count()).toBe(0);
    expect((await at.api.get('/v1/destinations/orders')).status).toBe(404);
  });

  it('says of one that is not there what it is told', async () => {
    await otto.go('/destinations/orders');
    await page().getByRole('alert').waitFor();
    await button('Try again').waitFor();
    expect(otto.faults).toEqual([]);
  });

  it('is not offered to a submitter', async () => {
    const { key } = await newHolder(at.intake, 'submitter');
    const anna = await visit(at.intake.url);
    await anna.signIn(key);
    expect(await anna.page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Inputs', 'Send']);
    for (const address of ['/destinations', '/destinations/failing', '/access-keys', '/audit']) {
      await anna.go(address);
      await anna.page.getByText('Not for your role').waitFor();
    }
    expect(anna.faults).toEqual([]);
  });
});
