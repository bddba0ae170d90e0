/** The README's tour, run as it stands there: only the address, the key and the port of its server are this test's own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsOf, runInShell } from '../support/commands.js';
import { ADMIN_KEY, freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { freePort } from '../support/ports.js';

describe('the tour of the README', () => {
  let place: Place;
  let intake: Intake;

  beforeAll(async () => {
    place = await freshPlace();
    intake = await startIntake(place);
  }, 60_000);
  afterAll(async () => {
    await intake.stop();
    await place.drop();
  }, 60_000);

  const tourOn = (port: string) =>
    commandsOf('README.md', 'Five minutes with curl')
      .replace('http://127.0.0.1:3000', intake.url)
      .replace('$(cat .intake/admin-key)', ADMIN_KEY)
      .replaceAll('9000', port);

  it('does what it says', async () => {
    const tour = tourOn(String(await freePort()));
    expect(tour).toContain(intake.url);
    expect(tour).toContain(ADMIN_KEY);
    const stdout = await runInShell(`trap 'kill %1' EXIT\n${tour}`);
    expect(stdout).toContain('"name":"orders"');
    expect(stdout).toMatch(/event: InputReceived[\s\S]*event: InputDelivered/);
    expect(stdout).toContain('"status":"delivered"');
    expect(stdout).toContain('two coffees');
    expect(stdout).toMatch(/HTTP\/1.1 202 [\s\S]*idempotency-replayed: true/i);
    expect(stdout).not.toContain('/problems/');
  }, 60_000);

  it('shows an input as it was also to who asks in the moment it was received', async () => {
    const tour = tourOn('9');
    const [submit] = /^ID=[\s\S]*?\)$/m.exec(tour)!;
    const [ask] = /^curl.*asOf=.*$/m.exec(tour)!;
    const setUp = tour.match(/^(URL|KEY)=.*$/gm)!;
    const stdout = await runInShell([...setUp, ...Array(5).fill(`${submit}\n${ask}`)].join('\n'));
    expect(stdout.match(/"status":"(received|delivered|retrying)"/g)).toHaveLength(5);
  }, 60_000);
});
