/** The console in a real Chromium on a real Intake: signing in and out, what is live, and what is done with it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { type CuttableWay, cuttableWayTo } from '../support/cuttable.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console', (visit) => {
  let way: CuttableWay;
  let admin: Visitor;

  beforeAll(async () => {
    for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
    way = await cuttableWayTo(at.intake.url);
    admin = await visit(way.url);
  }, 60_000);
  afterAll(() => way?.close());

  const rows = (who: Visitor) => seenBy(() => who).rows();
  const rowOf = (who: Visitor, id: string) => rows(who).filter({ hasText: id.slice(-12) });
  const live = (who: Visitor, state: string) => seenBy(() => who).live(state);

  it('lets nobody in with a wrong key', async () => {
    await admin.go('');
    await admin.page.getByLabel('Access key').fill('nonsense');
    await admin.page.getByRole('button', { name: 'Sign in' }).click();
    await admin.page.getByText('Intake does not know this key.').waitFor();
  });

  it('lets in with a key, and keeps who is signed in over a reload', async () => {
    await admin.signIn(at.intake.key);
    await admin.page.getByRole('heading', { name: 'Overview' }).waitFor();
    await admin.page.reload();
    await admin.page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await admin.page.evaluate('document.cookie')).toBe('');
    await admin.page.getByText('A quiet hour').waitFor();
  });

  it('says that nothing was sent yet, with a line that sends something', async () => {
    await admin.go('/inputs');
    await admin.page.getByText('Nothing was sent yet').waitFor();
    await admin.page.getByText('curl -X POST').waitFor();
  });

  it('shows inputs as they come in and move on, as a reload shows them', async () => {
    await admin.go('/inputs');
    await live(admin, 'open');
    const { id } = await at.api.take('orders', 'live');
    await rowOf(admin, id).getByText('delivered').waitFor();
    await at.api.reaches(id, 'delivered');
    const heard = await rowOf(admin, id).getByRole('cell').allTextContents();
    await admin.page.reload();
    await rowOf(admin, id).getByText('delivered').waitFor();
    const read = await rowOf(admin, id).getByRole('cell').allTextContents();
    const withoutTime = (cells: string[]) => cells.toSpliced(3, 1);
    expect(withoutTime(heard)).toEqual(withoutTime(read));
  });

  it('misses nothing where its stream is cut, or the network is away', async () => {
    await live(admin, 'open');
    way.cut();
    await rowOf(admin, (await at.api.take('orders', 'while cut')).id).waitFor();
    await admin.page.context().setOffline(true);
    await live(admin, 'offline');
    await admin.page.getByText('You are offline.').waitFor();
    const { id } = await at.api.take('orders', 'while offline');
    await admin.page.context().setOffline(false);
    await rowOf(admin, id).waitFor();
    await live(admin, 'open');
  });

  it('does nothing later that could not be done while the network was away', async () => {
    const { id } = await at.api.take('letters', 'to stay');
    await at.api.reaches(id, 'delivered');
    await admin.go(`/inputs/${id}`);
    await admin.page.getByRole('button', { name: 'Retry' }).click();
    await admin.page.context().setOffline(true);
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click();
    await admin.page.getByText('Intake does not answer').waitFor();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await admin.page.context().setOffline(false);
    await admin.go('/inputs');
    await live(admin, 'open');
    expect((await at.api.events(id)).map(({ type }) => type)).toEqual(['InputReceived', 'InputDelivered']);
  });

  it('says that what it shows is from before where it is not answered, and asks again', async () => {
    await admin.go('/projections');
    await admin.page.locator('[data-projection]').first().waitFor();
    await admin.page.route('**/v1/admin/projections', (route) => route.abort());
    await admin.page.getByText('what is shown is from before').waitFor();
    expect(await admin.page.locator('[data-projection]').count()).toBeGreaterThan(4);
    await admin.page.unroute('**/v1/admin/projections');
    await admin.page.getByText('what is shown is from before').waitFor({ state: 'detached' });
    await admin.go('/inputs');
    await live(admin, 'open');
  });

  it('reads anew what it could not read, as soon as its stream is back', async () => {
    await admin.go('');
    await live(admin, 'open');
    await admin.page.route('**/v1/stats?*', (route) => route.abort());
    await at.api.take('orders', 'seen later');
    await admin.page.getByText('what is shown is from before').waitFor();
    await admin.page.unroute('**/v1/stats?*');
    way.cut();
    await admin.page.getByText('what is shown is from before').waitFor({ state: 'detached' });
    await admin.go('/inputs');
    await live(admin, 'open');
  });

  it('stands still while it is paused, and goes on after', async () => {
    await admin.page.getByRole('button', { name: 'Pause' }).click();
    await live(admin, 'paused');
    const { id } = await at.api.take('letters', 'paused');
    await at.api.reaches(id, 'delivered');
    expect(await rowOf(admin, id).count()).toBe(0);
    await admin.page.getByRole('button', { name: 'Go on' }).click();
    await rowOf(admin, id).waitFor();
  });

  it('narrows the list by the address, and finds an input by its id', async () => {
    const { id } = await at.api.take('letters', 'a letter', { 'idempotency-key': 'the-key' });
    await admin.go('/inputs?destination=letters&status=delivered');
    await rowOf(admin, id).waitFor();
    expect(await rows(admin).filter({ hasText: 'orders' }).count()).toBe(0);
    await admin.page.getByRole('button', { name: 'expired' }).click();
    await admin.page.getByRole('button', { name: 'delivered' }).click();
    await admin.page.getByText('Nothing matches').waitFor();
    expect(admin.page.url()).toMatch(/status=expired/);
    await admin.page.getByRole('button', { name: 'Clear filters' }).click();
    await admin.page.getByRole('searchbox').fill('the-key');
    await admin.page.keyboard.press('Enter');
    await rowOf(admin, id).waitFor();
    expect(await rows(admin).count()).toBe(2);
    await admin.page.getByRole('searchbox').fill(id);
    await admin.page.keyboard.press('Enter');
    await admin.page.getByRole('heading', { name: id }).waitFor();
  });

  it('finds what it is told to look for, and what is held', async () => {
    const { page } = admin;
    const uuid = '01234567-89ab-4def-8123-456789abcdef';
    const { id } = await at.api.take('letters', 'named', { 'idempotency-key': uuid, 'intake-ordering-key': 'anna' });
    await at.api.reaches(id, 'delivered');
    const find = async (by: string, text: string) => {
      await admin.go('/inputs');
      await page.getByLabel('Search by').selectOption(by);
      await page.getByRole('searchbox').fill(text);
      await page.getByRole('button', { name: 'Search' }).click();
      await until('the one is shown', async () => (await rows(admin).count()) === 2);
      await rowOf(admin, id).waitFor();
    };
    await find('idempotencyKey', uuid);
    await find('orderingKey', 'anna');
    await at.api.ask('POST', '/v1/destinations/letters/pause');
    const held = await at.api.take('letters', 'held');
    await admin.go('/inputs');
    await page.getByRole('button', { name: 'held', exact: true }).click();
    await page.getByLabel('Received').selectOption('15m');
    await page.getByLabel('Destination').selectOption('letters');
    await until('the one is shown', async () => (await rows(admin).count()) === 2);
    await rowOf(admin, held.id).waitFor();
    expect(new URL(page.url()).search).toBe('?held=true&since=15m&destination=letters');
    await at.api.ask('POST', '/v1/destinations/letters/resume');
    await at.api.reaches(held.id, 'delivered');
  });

  it('retries many, and first says how many', async () => {
    at.server.answer = (response) => response.writeHead(422).end();
    const refused = await Promise.all(['1', '2', '3'].map((body) => at.api.take('letters', body)));
    for (const { id } of refused) await at.api.reaches(id, 'deadLettered');
    at.server.answer = (response) => response.end();
    await admin.go('/inputs?status=deadLettered&destination=letters');
    await admin.page.getByRole('button', { name: 'Retry all' }).click();
    await admin.page.getByText('3 inputs begin a new run').waitFor();
    await admin.page.getByRole('button', { name: 'Retry 3' }).click();
    await admin.page.locator('[data-operation=succeeded]').waitFor();
    for (const { id } of refused) await at.api.reaches(id, 'delivered');
    await admin.page.getByRole('button', { name: 'Close' }).click();
  });

  it('offers a submitter what a submitter may do, and shows what is its own', async () => {
    const { key, api } = await newHolder(at.intake, 'submitter', { owner: 'shop' });
    const { id } = await api.take('orders', 'mine');
    const anna = await visit(way.url);
    await anna.signIn(key);
    await rowOf(anna, id).waitFor();
    expect(await rows(anna).count()).toBe(2);
    expect(await anna.page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Inputs', 'Send']);
    expect(await anna.page.getByRole('button', { name: 'Retry all' }).count()).toBe(0);
    await anna.go(`/inputs/${id}`);
    await anna.page.getByText('Delivered at attempt 1').waitFor();
    expect(await anna.page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await anna.page.getByText('200').click();
    await anna.page.locator('[data-sent=yes]').getByText('webhook-id').waitFor();
    await anna.page.getByText('Operators also see where it went').waitFor();
    expect(await anna.page.getByText(at.server.url).count()).toBe(0);
    expect(anna.faults).toEqual([]);
  });

  it('is left by who signs out, and by whose key is revoked', async () => {
    const { key, id } = await newHolder(at.intake, 'operator');
    const otto = await visit(way.url);
    await otto.signIn(key);
    await otto.go('/inputs');
    await live(otto, 'open');
    await at.api.ask('DELETE', `/v1/access-keys/${id}`);
    await otto.page.getByLabel('Access key').waitFor();
    const other = await admin.page.context().newPage();
    await other.goto(`${way.url}/console/send`);
    await other.locator('textarea').waitFor();
    await admin.page.route('**/console/session', (route) => route.abort());
    await admin.page.getByRole('button', { name: 'Sign out' }).click();
    await admin.page.getByRole('alert').getByText('Intake does not answer').waitFor();
    await admin.page.unroute('**/console/session');
    await admin.page.getByRole('button', { name: 'Sign out' }).click();
    await admin.page.getByLabel('Access key').waitFor();
    await other.getByLabel('Access key').waitFor();
    await admin.go('/inputs');
    await admin.page.getByLabel('Access key').waitFor();
    expect([...admin.faults, ...otto.faults]).toEqual([]);
  });
});
