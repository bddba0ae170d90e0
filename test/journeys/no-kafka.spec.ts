/** Where neither Java nor KAFKA_BROKERS is there: everything works but what needs a topic, and that says why. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { journey } from '../support/journey.js';
import { expectProblem } from '../support/problem.js';

const folder = mkdtempSync(join(tmpdir(), 'intake-no-kafka-'));
const at = journey({ KAFKA_BROKERS: undefined, PATH: folder, JAVA_HOME: '', INTAKE_DATA_DIR: folder });
afterAll(() => rmSync(folder, { recursive: true }));

describe('without a Kafka of any kind', () => {
  it('an input is delivered and shown, also as it was', async () => {
    await at.api.register('orders', { url: at.server.url });
    const { id, position } = await at.api.take('orders', 'x');
    await at.api.reaches(id, 'delivered');
    expect(await at.api.get(`/v1/inputs/${id}?asOf=${position}`)).toMatchObject({
      status: 200,
      body: { status: 'received' },
    });
  });

  it.each(['replays', 'republish'])('POST /v1/admin/%s says that there is none', async (path) => {
    expectProblem(await at.api.ask('POST', `/v1/admin/${path}`), 409, 'no-kafka');
  });

  it('the relay says that it is off', async () => {
    expect(await at.api.get('/v1/admin/relay')).toMatchObject({ status: 200, body: { state: 'off' } });
  });

  it('a dry run says how many events it would be', async () => {
    const answer = await at.api.ask('POST', '/v1/admin/replays', { body: { to: 2, dryRun: true } });
    expect(answer).toMatchObject({ status: 200, body: { total: 2 } });
  });
});
