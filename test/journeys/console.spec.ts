/** The console in a real Chromium on a real Intake: signing in and out, what is live, and what is done with it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { inChromium, type Visitor } from '../support/console.js';
import { type CuttableWay, cuttableWayTo } from '../support/cuttable.js';
import { journey } from '../support/journey.js';
import { quietPort } from '../support/ports.js';
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

  const rows = ({ page }: Visitor) => page.getByRole('table').getByRole('row');
  const rowOf = (who: Visitor, id: string) => rows(who).filter({ hasText: id.slice(-12) });
  const live = ({ page }: Visitor, state: string) => page.locator(`[data-live=${state}]`).first().waitFor();

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

  it('sends an input and shows what comes of it', async () => {
    at.server.answer = (response) => response.end('thanks');
    await admin.page.getByRole('link', { name: 'Send', exact: true }).click();
    await admin.page.getByLabel('Destination').selectOption('orders');
    await admin.page.getByLabel('Body').fill('{"n": 7}');
    await admin.page.getByRole('button', { name: 'Send', exact: true }).click();
    await admin.page.getByText('Delivered at attempt 1').waitFor();
    expect(at.server.received.at(-1)!.body.toString()).toBe('{"n": 7}');
    await admin.page.getByText('200').click();
    await admin.page.getByText('thanks').waitFor();
  });

  it('sends once what was answered too late, and another one where it was answered', async () => {
    const before = at.server.received.length;
    let lost = 1;
    await admin.page.route('**/v1/destinations/orders/inputs', async (route) => {
      const response = await route.fetch();
      return lost-- > 0 ? route.abort() : route.fulfill({ response });
    });
    const send = admin.page.getByRole('button', { name: 'Send', exact: true });
    await send.click();
    await admin.page.getByText('Intake does not answer').waitFor();
    await send.click();
    await admin.page.getByText('Intake does not answer').waitFor({ state: 'detached' });
    await admin.page.getByText('Delivered at attempt 1').waitFor();
    expect(at.server.received.length - before).toBe(1);
    await send.click();
    await until('another one is sent', async () => at.server.received.length - before === 2);
    await admin.page.unroute('**/v1/destinations/orders/inputs');
  });

  it('shows what went to the destination in an attempt, and asks again where it was not answered', async () => {
    const told = '**/attempts/1/request';
    const { id } = await at.api.take('orders', '{"sent": "body"}', { 'content-type': 'application/json' });
    await at.api.reaches(id, 'delivered');
    await admin.page.route(told, (route) => route.abort());
    await admin.go(`/inputs/${id}`);
    const step = admin.page.locator('[data-event=InputDelivered]');
    await step.getByText('200').waitFor();
    expect(await step.locator('dl').count()).toBe(0);
    await step.getByText('200').click();
    await step.getByText('"body"').waitFor();
    const again = step.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await admin.page.unroute(told);
    await again.click();
    await step.getByText(`POST ${at.server.url}`).waitFor();
    const sent = step.locator('[data-sent=yes]');
    await sent.getByText('webhook-id').waitFor();
    await sent.getByText('v1,***').waitFor();
    await step.getByRole('button', { name: 'Hex' }).first().click();
    await step.getByText('7b 22 73 65 6e 74').waitFor();
  });

  it('says that nothing went out where nothing did', async () => {
    await at.api.register('away', { url: `http://127.0.0.1:${await quietPort()}/`, retry: { maxAttempts: 1 } });
    const { id } = await at.api.take('away', 'x');
    await admin.go(`/inputs/${id}`);
    await admin.page.getByText('network-error').click();
    await admin.page.getByText('Nothing went out').waitFor();
    await admin.page.locator('[data-sent=no]').getByText('intake-attempt').waitFor();
    await admin.page.getByText('There is none.').waitFor();
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

  it('retries an input to another destination, and follows the new run', async () => {
    at.server.answer = (response) => response.writeHead(422).end('no');
    const { id } = await at.api.take('orders', 'refused');
    await admin.go(`/inputs/${id}`);
    await admin.page.getByText('Given up').waitFor();
    at.server.answer = (response) => response.end();
    await admin.page.getByRole('button', { name: 'Retry' }).click();
    const dialog = admin.page.getByRole('dialog');
    await dialog.getByLabel('Destination').selectOption('letters');
    await dialog.getByLabel('Why').fill('a mistake of ours');
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await admin.page.getByText('Retry asked for, to letters').waitFor();
    await admin.page.getByText('Delivered at attempt 2').waitFor();
    expect((await at.api.input(id)).destination).toBe('letters');
    await admin.page.getByText('a mistake of ours').waitFor();
  });

  it('shows an input as it was', async () => {
    await admin.page.getByLabel('As it was').selectOption({ index: 1 });
    await admin.page.locator('dl').getByText('orders', { exact: true }).waitFor();
    await admin.page.locator('section').last().getByText('received', { exact: true }).waitFor();
  });

  it('copies a line for a terminal that would send the input again', async () => {
    await admin.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await admin.page.getByRole('button', { name: 'Copy as curl' }).click();
    await admin.page.getByRole('button', { name: 'Copied' }).waitFor();
    const line = await admin.page.evaluate<string>('navigator.clipboard.readText()');
    expect(line).toContain(`curl -X POST '${way.url}/v1/destinations/orders/inputs'`);
    expect(line).toContain(`--data-binary 'refused'`);
  });

  it('calls an input back', async () => {
    await at.api.ask('POST', '/v1/destinations/orders/pause');
    const { id } = await at.api.take('orders', 'a mistake');
    await admin.go(`/inputs/${id}`);
    await admin.page.getByRole('button', { name: 'Call back' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Call back' }).click();
    await admin.page.getByText('It is called back').waitFor();
    await at.api.reaches(id, 'cancelled');
    await at.api.ask('POST', '/v1/destinations/orders/resume');
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
    await admin.page.getByRole('button', { name: 'Sign out' }).click();
    await admin.page.getByLabel('Access key').waitFor();
    await other.getByLabel('Access key').waitFor();
    await admin.go('/inputs');
    await admin.page.getByLabel('Access key').waitFor();
    expect([...admin.faults, ...otto.faults]).toEqual([]);
  });
});
