/** One input in the console, in a real Chromium: what happened to it, step by step, and what is done with it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from '@jest/globals';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { quietPort } from '../support/ports.js';
import { until } from '../support/until.js';

const at = journey();

inChromium('the console, on one input', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    for (const name of ['orders', 'letters']) await at.api.register(name, { url: at.server.url });
    admin = await visit(at.intake.url);
    await admin.enter(at.intake.key);
  }, 60_000);

  const { page, button, live } = seenBy(() => admin);

  it('shows what went to the destination in an attempt, and asks again where it was not answered', async () => {
    const told = '**/attempts/1/request';
    const { id } = await at.api.take('orders', '{"sent": "body"}', { 'content-type': 'application/json' });
    await at.api.reaches(id, 'delivered');
    await page().route(told, (route) => route.abort());
    await admin.go(`/inputs/${id}`);
    const step = page().locator('[data-event=InputDelivered]');
    await step.getByText('200').waitFor();
    expect(await step.locator('dl').count()).toBe(0);
    await step.getByText('200').click();
    await step.getByText('"body"').waitFor();
    const again = step.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    await page().unroute(told);
    await again.click();
    await step.getByText(`POST ${at.server.url}`).waitFor();
    const sent = step.locator('[data-sent=yes]');
    await sent.getByText('webhook-id').waitFor();
    await sent.getByText('v1,***').waitFor();
    await step.getByRole('button', { name: 'Hex' }).first().click();
    await step.getByText('7b 22 73 65 6e 74').waitFor();
  });

  it('opens a body however deep and wide it is, and shows its numbers as they were written', async () => {
    const [deep, wide] = [
      '['.repeat(130_000) + ']'.repeat(130_000),
      JSON.stringify(Array(190).fill(Array(190).fill([0]))),
    ];
    for (const body of [deep, wide]) {
      const { id } = await at.api.take('orders', body, { 'content-type': 'application/json' });
      await admin.go(`/inputs/${id}`);
      await page().locator('[data-event=InputReceived]').waitFor();
      expect(await page().locator('details').count()).toBeLessThan(500);
    }
    const { id } = await at.api.take('orders', '{"id": 12345678901234567890, "list": {"of": [1.10]}}');
    await admin.go(`/inputs/${id}`);
    await page().getByText('12345678901234567890').waitFor();
    await page().getByText('of:').click();
    await page().getByText('1.10').waitFor();
  });

  it('says that nothing went out where nothing did', async () => {
    await at.api.register('away', { url: `http://127.0.0.1:${await quietPort()}/`, retry: { maxAttempts: 1 } });
    const { id } = await at.api.take('away', 'x');
    await admin.go(`/inputs/${id}`);
    await page().getByText('network-error').click();
    await page().getByText('Nothing went out').waitFor();
    await page().locator('[data-sent=no]').getByText('intake-attempt').waitFor();
    await page().getByText('There is none.').waitFor();
  });

  it('retries an input to another destination, and follows the new run', async () => {
    at.server.answer = (response) => response.writeHead(422).end('no');
    const { id } = await at.api.take('orders', 'refused');
    await admin.go(`/inputs/${id}`);
    await page().getByText('Given up').waitFor();
    at.server.answer = (response) => response.end();
    await page().getByRole('button', { name: 'Retry' }).click();
    const dialog = page().getByRole('dialog');
    await dialog.getByLabel('Destination').selectOption('letters');
    await dialog.getByLabel('Why').fill('a mistake of ours');
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await page().getByText('Retry asked for, to letters').waitFor();
    await page().getByText('Delivered at attempt 2').waitFor();
    expect((await at.api.input(id)).destination).toBe('letters');
    await page().getByText('a mistake of ours').waitFor();
  });

  it('shows an input as it was', async () => {
    await page().getByLabel('As it was').selectOption({ index: 1 });
    await page().locator('dl').getByText('orders', { exact: true }).waitFor();
    await page().locator('section').last().getByText('received', { exact: true }).waitFor();
  });

  it('copies a line for a terminal that would send the input again', async () => {
    await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page().getByRole('button', { name: 'Copy as curl' }).click();
    await page().getByRole('button', { name: 'Copied' }).waitFor();
    const line = await page().evaluate<string>('navigator.clipboard.readText()');
    expect(line).toContain(`curl -X POST '${at.intake.url}/v1/destinations/orders/inputs'`);
    expect(line).toContain(`--data-binary 'refused'`);
  });

  it('calls an input back', async () => {
    await at.api.ask('POST', '/v1/destinations/orders/pause');
    const { id } = await at.api.take('orders', 'a mistake');
    await admin.go(`/inputs/${id}`);
    await page().getByRole('button', { name: 'Call back' }).click();
    await page().getByRole('dialog').getByRole('button', { name: 'Call back' }).click();
    await page().getByText('It is called back').waitFor();
    await at.api.reaches(id, 'cancelled');
    await at.api.ask('POST', '/v1/destinations/orders/resume');
  });

  it('gives the bytes of what was sent, and of what came back', async () => {
    const [sent, answered] = [Buffer.from([0, 255, 10, 13]), Buffer.from([255, 0, 1])];
    at.server.answer = (response) => response.end(answered);
    const { id } = await at.api.take('orders', sent);
    await at.api.reaches(id, 'delivered');
    at.server.answer = (response) => response.end();
    await admin.go(`/inputs/${id}`);
    const saved = async (name: string) => {
      const download = page().waitForEvent('download');
      await page().getByRole('link', { name }).click();
      return readFile(await (await download).path());
    };
    expect(await saved('Download the body')).toEqual(sent);
    expect(await saved('Download the response')).toEqual(answered);
  });

  it('hears of what another does with it after its end, once one comes back to it', async () => {
    const { id } = await at.api.take('orders', 'once, and again');
    await admin.go(`/inputs/${id}`);
    await live('ended');
    await at.api.ask('POST', `/v1/inputs/${id}/retry`, { body: { reason: 'asked elsewhere' } });
    await until('it is delivered once more', async () => (await at.api.input(id)).attemptCount === 2);
    // As the browser tells a page that is looked at again.
    await page().evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    await page().getByText('asked elsewhere').waitFor();
    await page().getByText('Delivered at attempt 2').waitFor();
    await live('ended');
  });

  it('says that nobody has sent it, and does not ask for its stream again and again', async () => {
    await page().clock.install();
    const asked: string[] = [];
    page().on('request', (request) => asked.push(new URL(request.url()).pathname));
    const id = randomUUID();
    await admin.go(`/inputs/${id}`);
    await page().getByRole('alert').waitFor();
    await page().clock.runFor(60_000);
    await button('Try again').waitFor();
    expect(asked.filter((path) => path === `/v1/inputs/${id}/stream`)).toHaveLength(1);
    expect(admin.faults).toEqual([]);
  });
});
