/** The README's tour, run as it stands there: only the address, the key and the port of its server are this test's own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_KEY, freshPlace, type Intake, type Place, startIntake } from '../support/intake.js';
import { freePort } from '../support/ports.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The shell blocks of a section, one after the other. */
function commandsOf(section: string): string {
  const text = README.split(/^## /m).find((part) => part.startsWith(section)) ?? '';
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands).join('\n');
}

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

  it('does what it says', async () => {
    const port = String(await freePort());
    const tour = commandsOf('Five minutes with curl')
      .replace('http://127.0.0.1:3000', intake.url)
      .replace('$(cat .intake/admin-key)', ADMIN_KEY)
      .replaceAll('9000', port);
    expect(tour).toContain(intake.url);
    expect(tour).toContain(ADMIN_KEY);
    const script = `set -euo pipefail\ntrap 'kill %1' EXIT\n${tour}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout).toContain('"name":"orders"');
    expect(stdout).toMatch(/event: InputReceived[\s\S]*event: InputDelivered/);
    expect(stdout).toContain('"status":"delivered"');
    expect(stdout).toContain('two coffees');
    expect(stdout).toMatch(/HTTP\/1.1 202 [\s\S]*idempotency-replayed: true/i);
  }, 60_000);
});
