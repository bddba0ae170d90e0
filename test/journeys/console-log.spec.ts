/** What was given up, and the log itself, in the console, in a real Chromium. */
import { beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';

const at = journey();

inChromium('the console, on what was given up and on the log', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
    admin = await visit(at.intake.url);
    await admin.signIn(at.intake.key);
  }, 60_000);

  const { page, button, inDialog, rows, live } = seenBy(() => admin);
  const rejected = () => page().locator('[data-reason=rejected]');

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
