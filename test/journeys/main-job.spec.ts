/** The main job, as a user sees it: submit, follow, read. Real PostgreSQL, real Kafka, a real destination. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Destination, startDestination } from '../support/destination.js';
import { freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';

describe('an input', () => {
  let place: Place;
  let intake: Intake;
  let destination: Destination;

  beforeAll(async () => {
    [place, destination] = await Promise.all([freshPlace(), startDestination()]);
    intake = await startIntake(place);
    await intake.api.register('orders', { url: destination.url });
  }, 60_000);
  afterAll(async () => {
    expect(await intake.stop()).toBe(0);
    await destination.close();
    await place.drop();
  }, 60_000);

  it('is delivered, and what came back is there to read', async () => {
    destination.answer = (response, { body }) => response.end(`hello ${body}`);
    const { status, body: input } = await intake.api.submit('orders', 'seven', { 'content-type': 'text/plain' });
    expect(status).toBe(202);
    const delivered = await intake.api.reaches(input.id, 'delivered');
    expect(delivered).toMatchObject({ attemptCount: 1, response: { status: 200, size: 11 } });
    expect((await intake.api.get(`/v1/inputs/${input.id}/response`)).body).toBe('hello seven');
    expect(destination.received).toMatchObject([{ body: Buffer.from('seven'), headers: { 'webhook-id': input.id } }]);
  });
});
