/** Sending from the console, in a real Chromium. */
import { beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { inChromium, seenBy, type Visitor } from '../support/console.js';
import { journey } from '../support/journey.js';
import { until } from '../support/until.js';

const at = journey();
const HOUR_MS = 3_600_000;
/** Nine hours ahead of UTC, all the year. */
const TOKYO = 'Asia/Tokyo';

inChromium('the console, on sending', (visit) => {
  let admin: Visitor;

  beforeAll(async () => {
    admin = await visit(at.intake.url, { timezoneId: TOKYO });
    await admin.signIn(at.intake.key);
  }, 60_000);

  const { page, button, live } = seenBy(() => admin);

  it('says that there is nowhere to send to, and to whom it may concern how that is changed', async () => {
    const { key } = await newHolder(at.intake, 'submitter');
    const anna = await visit(at.intake.url);
    await anna.enter(key);
    await anna.go('/send');
    await anna.page.getByText('There is no destination yet').waitFor();
    expect(await anna.page.getByText('curl').count()).toBe(0);
    expect(anna.faults).toEqual([]);
    await admin.go('/send');
    await page().getByText('curl -X PUT').waitFor();
    await at.api.register('orders', { url: at.server.url });
    await page().reload();
    await page().getByLabel('Destination').waitFor();
  });

  it('sends an input and shows what comes of it', async () => {
    at.server.answer = (response) => response.end('thanks');
    await page().getByLabel('Destination').selectOption('orders');
    await page().getByLabel('Body').fill('{"n": 7}');
    await page().getByRole('button', { name: 'Send', exact: true }).click();
    await page().getByText('Delivered at attempt 1').waitFor();
    expect(at.server.received.at(-1)!.body.toString()).toBe('{"n": 7}');
    await page().getByText('200').click();
    await page().getByText('thanks').waitFor();
  });

  it('sends once what was answered too late, and another one where it was answered', async () => {
    const before = at.server.received.length;
    let lost = 1;
    await page().route('**/v1/destinations/orders/inputs', async (route) => {
      const response = await route.fetch();
      return lost-- > 0 ? route.abort() : route.fulfill({ response });
    });
    const send = page().getByRole('button', { name: 'Send', exact: true });
    await send.click();
    await page().getByText('Intake does not answer').waitFor();
    await send.click();
    await page().getByText('Intake does not answer').waitFor({ state: 'detached' });
    await page().getByText('Delivered at attempt 1').waitFor();
    expect(at.server.received.length - before).toBe(1);
    await send.click();
    await until('another one is sent', async () => at.server.received.length - before === 2);
    await page().unroute('**/v1/destinations/orders/inputs');
  });

  it('sends it when, until when, after whom and as which one it is told', async () => {
    const inTokyo = (afterMs: number) => new Date(Date.now() + 9 * HOUR_MS + afterMs).toISOString().slice(0, 16);
    const [deliverAt, expiresAt] = [inTokyo(HOUR_MS), inTokyo(2 * HOUR_MS)];
    await page().getByText('When, until when, and after whom').click();
    await page().getByLabel('Content type').fill('text/plain');
    await page().getByLabel('Body').fill('later');
    await page().getByLabel('Deliver at').fill(deliverAt);
    await page().getByLabel('Expires at').fill(expiresAt);
    await page().getByLabel('Ordering key').fill('of one customer');
    await page().getByLabel('Idempotency key').fill('the-only-one');
    await button('Send').click();
    await page().locator('[data-event=InputReceived]').getByText('text/plain').waitFor();
    await live();
    await page().getByRole('link', { name: 'Open the input' }).click();
    await page().getByText('the-only-one').waitFor();
    const [id] = page().url().split('/').slice(-1);
    const atInstant = (local: string) => new Date(`${local}:00+09:00`).toISOString();
    expect(await at.api.input(id!)).toMatchObject({
      ...{ contentType: 'text/plain', orderingKey: 'of one customer', held: { reason: 'scheduled' } },
      ...{ deliverAt: atInstant(deliverAt), expiresAt: atInstant(expiresAt) },
    });
    await page().goBack();
    await button('Send').waitFor();
  });

  it('says at the field what no header can hold', async () => {
    await page().getByText('When, until when, and after whom').click();
    const key = page().getByLabel('Ordering key');
    await key.fill('顾客');
    // Even where it is out of sight again.
    await page().getByText('When, until when, and after whom').click();
    await key.waitFor({ state: 'hidden' });
    await button('Send').click();
    expect(await key.evaluate((field) => field.matches(':invalid:focus'))).toBe(true);
    expect(await page().getByRole('alert').count()).toBe(0);
    await page().reload();
  });

  it('does not send another input under the key of one that was sent', async () => {
    await page().getByText('When, until when, and after whom').click();
    await page().getByLabel('Body').fill('something else');
    await page().getByLabel('Idempotency key').fill('the-only-one');
    await button('Send').click();
    await page().getByRole('alert').getByText('request ').waitFor();
    expect(await page().getByRole('link', { name: 'Open the input' }).count()).toBe(0);
    expect(admin.faults).toEqual([]);
  });
});
