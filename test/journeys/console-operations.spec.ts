/** Long work in the console, in a real Chromium: read models compared, put right and made anew, and replays. */
import { beforeAll, expect, it } from '@jest/globals';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { withClient } from '../support/database.js';
import { journey } from '../support/journey.js';
import { writeEvents } from '../support/log.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console, on read models and replays', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
    for (const name of ['orders', 'orders', 'letters']) {
      await at.api.reaches((await at.api.take(name, 'sent')).id, 'delivered');
    }
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 60_000);

  const { page, button, inDialog } = seenBy(() => admin);
  const card = (name: string) => page().locator(`[data-projection=${name}]`);
  const latest = (name: string, kind: string, state = 'succeeded') =>
    card(name).locator(`[data-kind=${kind}]`).locator(`[data-operation=${state}]`);

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

  it('stops a verify in the middle of what it waits for', async () => {
    await withClient(at.place.databaseUrl, async (owner) => {
      await owner.query('begin; lock table read_v3.inputs in access exclusive mode');
      await button('Verify', card('inputs')).click();
      await latest('inputs', 'verify', 'running').waitFor();
      await button('Stop it', card('inputs')).click();
      await latest('inputs', 'verify', 'cancelled').waitFor();
      await owner.query('rollback');
    });
    await card('inputs').getByText('up to date').waitFor();
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

  it('publishes up to a place, into a topic; into that of the events where it is said that this is meant', async () => {
    await admin.go('/replays');
    const ended = page().locator('[data-operation]');
    const before = await ended.count();
    await page().getByLabel('From').fill('1');
    await page().getByLabel('Up to').fill('2');
    await page().getByRole('textbox', { name: 'Topic' }).fill(at.place.topic);
    await button('Count').click();
    await button('Publish 2').click();
    await page().getByRole('alert').getByText('/topic').waitFor();
    await page().getByLabel('Also into the topic of the events').check();
    await button('Count').click();
    await page().getByText('It would be 2 events.').waitFor();
    await button('Publish 2').click();
    await until('it is there', async () => (await ended.count()) > before);
    const newest = page().locator('li', { has: ended }).first();
    await newest.locator('[data-operation=succeeded]').waitFor();
    await newest.getByText('What was asked for').click();
    await newest.getByText(at.place.topic).waitFor();
    expect(admin.faults).toEqual([]);
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
});
