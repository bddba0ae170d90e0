/** What operators and admins do in the console, in a real Chromium: dead letters, read models, replays, and the log itself. */
import { beforeAll, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { newHolder } from '../support/access-keys.js';
import { inChromium, type Visitor } from '../support/console.js';
import { withClient } from '../support/database.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console, on what was given up and on the log', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 60_000);

  const page = () => admin.page;
  const button = (name: string, within: Locator = page().locator('body')) =>
    within.getByRole('button', { name, exact: true });
  const inDialog = (name: string) => button(name, page().getByRole('dialog'));
  const live = () => page().locator('[data-live=open]').waitFor();
  const rejected = () => page().locator('[data-reason=rejected]');
  const card = (name: string) => page().locator(`[data-projection=${name}]`);
  const latest = (name: string, kind: string, state = 'succeeded') =>
    card(name).locator(`[data-kind=${kind}]`).locator(`[data-operation=${state}]`);
  const rows = () => page().getByRole('table').getByRole('row');

  async function refuse(destination: string): Promise<string> {
    const { id } = await at.api.take(destination, 'refused');
    await at.api.reaches(id, 'deadLettered');
    return id;
  }

  it('says that nothing was given up, with a line that asks for it', async () => {
    await admin.go('/dead-letters');
    await page().getByText('Nothing was given up').waitFor();
    await page().getByText('/v1/dead-letters').waitFor();
  });

  it('shows what is given up as it happens, by reason and destination', async () => {
    await live();
    at.server.answer = (response) => response.writeHead(422).end();
    for (const name of ['orders', 'orders', 'letters']) await refuse(name);
    await rejected().getByRole('row', { name: 'orders 2' }).waitFor();
    await rejected().getByRole('row', { name: 'letters 1' }).waitFor();
    expect(await rejected().getByRole('heading').textContent()).toBe('rejected by the destination');
  });

  it('opens the inputs behind a group', async () => {
    await rejected().getByRole('link', { name: 'Open orders' }).click();
    await page().getByRole('heading', { name: 'Inputs' }).waitFor();
    await rows().nth(2).waitFor();
    expect(await rows().count()).toBe(3);
    expect(page().url()).toMatch(/status=deadLettered&reason=rejected&destination=orders/);
  });

  it('retries a group, and first says how many; what is delivered then is gone from here', async () => {
    at.server.answer = (response) => response.end();
    await admin.go('/dead-letters');
    await live();
    await button('Retry all …', rejected().getByRole('row', { name: 'orders 2' })).click();
    await page().getByText('2 inputs begin a new run').waitFor();
    await inDialog('Retry 2').click();
    await page().locator('[data-operation=succeeded]').waitFor();
    await inDialog('Close').click();
    await rejected().getByRole('row', { name: 'orders' }).waitFor({ state: 'detached' });
    expect(await rejected().getByRole('row', { name: 'letters 1' }).count()).toBe(1);
  });

  it('shows how far each read model is, and that it is what the log says', async () => {
    await admin.go('/projections');
    await card('inputs').waitFor();
    expect(await page().locator('[data-projection]').count()).toBeGreaterThan(4);
    await card('inputs').getByText('up to date').waitFor();
    await button('Verify', card('inputs')).click();
    await latest('inputs', 'verify').waitFor();
    await card('inputs').getByText('3 rows compared, all as the log says').waitFor();
  });

  it('shows what differs, and puts it right', async () => {
    await withClient(at.place.databaseUrl, (owner) => owner.query('update read_v3.inputs set attempt_count = 99'));
    await button('Verify', card('inputs')).click();
    await card('inputs').getByText('It differs from the log.').waitFor();
    await button('Put right', card('inputs')).click();
    await card('inputs').locator('dt:has-text("Put right") + dd').getByText('3').waitFor();
    await button('Verify', card('inputs')).click();
    await card('inputs').getByText('3 rows compared, all as the log says').waitFor();
  });

  it('pauses a read model, and lets it go on', async () => {
    await button('Pause', card('attempts')).click();
    await inDialog('Pause').click();
    await page().locator('[data-projection=attempts][data-state=paused]').waitFor();
    await at.api.take('orders', 'while paused');
    await card('attempts')
      .getByText(/^\d+ events?, .* behind$/)
      .waitFor();
    await button('Go on', card('attempts')).click();
    await page().locator('[data-projection=attempts][data-state=live]').waitFor();
    await card('attempts').getByText('up to date').waitFor();
  });

  it('rebuilds a read model', async () => {
    await button('Rebuild', card('inputs')).click();
    await inDialog('Rebuild').click();
    await latest('inputs', 'rebuild').waitFor();
    await card('inputs').getByText('up to date').waitFor();
  });

  it('verifies and rebuilds all of them, with one progress, and says of each what came of it', async () => {
    const onSeveral = (heading: string) => page().getByRole('heading', { name: heading });
    await button('Verify all').click();
    for (const name of ['inputs', 'deliveries']) {
      await latest(name, 'verify').waitFor();
      await card(name)
        .getByText(/ rows? compared, all as the log says$/)
        .waitFor();
    }
    await onSeveral('Verify all').waitFor({ state: 'detached' });
    await button('Rebuild all').click();
    await inDialog('Rebuild').click();
    await page().getByText('The rebuild has begun.').waitFor();
    for (const name of ['inputs', 'deliveries']) await latest(name, 'rebuild').waitFor();
    await card('inputs').getByText('up to date').waitFor();
  });

  it('shows what is parked, tries it again, and skips it for a reason', async () => {
    const { id } = await at.api.take('orders', 'to be teleported');
    await at.api.reaches(id, 'delivered');
    await withClient(at.place.databaseUrl, async (owner) => {
      await owner.query(`begin; select pg_advisory_xact_lock(hashtext('intake.append'))`);
      await writeEvents(owner, [{ stream: `input-${id}`, type: 'InputTeleported', data: {} }]);
      await owner.query('commit');
    });
    await button('1 parked', card('inputs')).click();
    const dialog = page().getByRole('dialog');
    await dialog.getByText('this build does not know the event').waitFor();
    await inDialog('Try again').click();
    await page()
      .getByText(/It is parked at position/)
      .waitFor();
    await inDialog('Skip').click();
    await dialog.getByLabel('Why it may be skipped').fill('it was an experiment');
    await inDialog('Skip').click();
    await dialog.getByText('Nothing is parked any more').waitFor();
    await inDialog('Close').click();
    await button('1 parked', card('inputs')).waitFor({ state: 'detached' });
  });

  it('says that nothing was replayed yet; counts first, and then publishes', async () => {
    await admin.go('/replays');
    await page().getByText('Nothing was replayed yet').waitFor();
    await page().getByLabel('Types of events').fill('InputReceived');
    await page().getByLabel('Destination').selectOption('orders');
    await button('Count').click();
    await page().getByText('It would be 4 events.').waitFor();
    await button('Publish 4').click();
    await page().locator('[data-operation=succeeded]').waitFor();
    await page()
      .getByText(/^4 events in /)
      .waitFor();
  });

  it('counts anew what is changed, and says what is refused', async () => {
    await page().getByLabel('Streams').fill('input-nobody');
    expect(await page().getByText('It would be').count()).toBe(0);
    await button('Count').click();
    await page().getByText('No event is in this part').waitFor();
    await page().getByLabel('From').fill('yesterday');
    await button('Count').click();
    await page().getByRole('alert').getByText('body /from').waitFor();
  });

  it('publishes once what was counted, though the first answer was lost', async () => {
    await admin.go('/replays');
    await page().getByLabel('Types of events').fill('InputReceived');
    await button('Count').click();
    const begun: string[] = [];
    await page().route('**/v1/admin/replays', async (route) => {
      const { id } = await (await route.fetch()).json();
      begun.push(id);
      return begun.length === 1 ? route.abort() : route.continue();
    });
    const publish = page().getByRole('button', { name: /^Publish/ });
    await publish.click();
    await page().getByRole('alert').waitFor();
    await publish.click();
    await publish.waitFor({ state: 'detached' });
    await page().unroute('**/v1/admin/replays');
    expect(begun).toEqual([begun[0], begun[0]]);
  });

  it('stops a replay', async () => {
    await page().getByLabel('From').fill('1');
    for (const name of ['Types of events', 'Streams']) await page().getByLabel(name).fill('');
    await page().getByLabel('At most each second').fill('1');
    await button('Count').click();
    await page()
      .getByRole('button', { name: /^Publish/ })
      .click();
    await button('Stop it').click();
    await page().locator('[data-operation=cancelled]').waitFor();
  });

  it('shows the replays of long ago, page by page', async () => {
    await withClient(at.place.databaseUrl, (owner) =>
      owner.query(`
        insert into intake.operations (id, kind, subject, options, state, started_by, started_at, finished_at)
        select gen_random_uuid(), 'replay', '{}', '{}', 'succeeded', 'admin', time, time
          from generate_series(timestamptz '2026-01-01', '2026-04-30', '1 day') as time`),
    );
    await admin.go('/replays');
    const replays = page().locator('[data-operation]');
    // Of the first page some are rebuilds and the like.
    await replays.nth(50).waitFor();
    expect(await replays.count()).toBeLessThan(100);
    await button('More').click();
    await until('all of them are there', async () => (await replays.count()) > 120);
    await button('More').waitFor({ state: 'detached' });
  });

  it('shows the log, narrowed by the address', async () => {
    await admin.go('/log');
    await rows().nth(1).getByText('1', { exact: true }).waitFor();
    await page().getByLabel('Type', { exact: true }).fill('InputDeadLettered');
    await button('Show').click();
    await rows().nth(3).waitFor();
    expect(await rows().count()).toBe(4);
    await page().getByLabel('Actor').fill('nobody');
    await button('Show').click();
    await button('Clear filters').click();
    await rows().nth(5).waitFor();
    expect(new URL(page().url()).search).toBe('');
  });

  it('shows an event, and the message that others get of it', async () => {
    const { id } = await at.api.take('letters', 'hello');
    await at.api.reaches(id, 'delivered');
    await admin.go(`/log?stream=input-${id}`);
    await button('InputReceived').click();
    const dialog = page().getByRole('dialog');
    await dialog.getByText('"hello"').waitFor();
    await inDialog('Kafka message').click();
    await dialog.getByText('intake.InputReceived.v1').waitFor();
    expect(await dialog.locator('dt:has-text("ce_subject") + dd').textContent()).toBe(`input-${id}`);
    await page().reload();
    await dialog.getByText('"hello"').waitFor();
    await inDialog('Close').click();
    await dialog.waitFor({ state: 'detached' });
    expect(page().url()).not.toContain('event=');
  });

  it('goes to the end of the log, and on as it is written, whatever it concerns; not while it is paused', async () => {
    await admin.go('/log?type=InputReceived,DestinationRegistered');
    await button('To the end').click();
    await live();
    const { id } = await at.api.take('letters', 'at the end');
    await rows().filter({ hasText: id }).waitFor();
    await at.api.register('more', { url: at.server.url });
    await rows().filter({ hasText: 'destination-more' }).waitFor();
    await button('Pause').click();
    const paused = await at.api.take('letters', 'while paused');
    await at.api.reaches(paused.id, 'delivered');
    expect(await rows().filter({ hasText: paused.id }).count()).toBe(0);
    await button('Go on').click();
    await rows().filter({ hasText: paused.id }).waitFor();
    expect(admin.faults).toEqual([]);
  });

  it('offers each role what it may do', async () => {
    const links = async (role: string) => {
      const who = await visit(at.intake.url);
      await who.signIn((await newHolder(at.intake, role)).key);
      const names = await who.page.getByRole('navigation').getByRole('link').allTextContents();
      await who.go('/projections');
      await who.page.getByText('Not for your role').waitFor();
      expect(who.faults).toEqual([]);
      return names.filter((name) => ['Dead letters', 'Projections', 'Replays', 'Log'].includes(name));
    };
    expect({ operator: await links('operator'), submitter: await links('submitter') }).toEqual({
      ...{ operator: ['Dead letters'], submitter: [] },
    });
  });
});
