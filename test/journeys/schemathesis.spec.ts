/**
 * schemathesis, which knows nothing of Intake but /openapi.json, against a whole Intake, with the key of each role and with none:
 * no 5xx, no status, header, type or shape that is not told there; what a schema forbids is refused, and what it allows is not.
 * What it is told: test/schemathesis.toml. A longer run: SCHEMATHESIS_EXAMPLES=500, another one: SCHEMATHESIS_SEED=2.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newHolder } from '../support/access-keys.js';
import { type EndingStreams, endingStreams } from '../support/ending-streams.js';
import { journey } from '../support/journey.js';
import { describeWithPython, python } from '../support/python.js';

const EXAMPLES = process.env.SCHEMATHESIS_EXAMPLES ?? '3';
const SEED = process.env.SCHEMATHESIS_SEED ?? '1';
const WITHIN_MS = 30 * 60_000;
/** Where its configuration stands. */
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const ROLES = ['nobody', 'submitter', 'operator', 'admin'] as const;
type Role = (typeof ROLES)[number];

describeWithPython('schemathesis', () => {
  const at = journey();
  const reports = new Map<Role, string>();
  let server: EndingStreams;

  beforeAll(async () => {
    await at.api.register('orders', { url: at.server.url });
    await at.api.reaches((await at.api.take('orders', 'x')).id, 'delivered');
    server = await endingStreams(at.intake.url);
    await Promise.all(ROLES.map(async (role) => reports.set(role, await run(await keyOf(role)))));
  }, WITHIN_MS);
  afterAll(() => server?.close());

  async function keyOf(role: Role): Promise<string | null> {
    if (role === 'nobody') return null;
    return role === 'admin' ? at.intake.key : (await newHolder(at.intake, role)).key;
  }

  /** Its report; empty: all is as it should be. */
  async function run(key: string | null): Promise<string> {
    const options = ['--max-examples', EXAMPLES, '--seed', SEED, '--no-color', '--no-shrink', '--warnings', 'off'];
    const who = key === null ? [] : ['--header', `Authorization: Bearer ${key}`];
    const schemathesis = join(python, '..', 'schemathesis');
    return promisify(execFile)(
      schemathesis,
      ['run', `${server.url}/openapi.json`, '--url', server.url, ...options, ...who],
      { cwd: FOLDER, maxBuffer: 2 ** 26 },
    ).then(
      () => '',
      (failed: { stdout: string; stderr: string }) => `${failed.stdout}${failed.stderr}` || String(failed),
    );
  }

  it.each(ROLES)('finds nothing with the key of: %s', (role) => {
    expect(reports.get(role)).toBe('');
  });

  it('has left an Intake that works and has logged no fault', async () => {
    expect((await at.api.get('/health/ready')).status).toBe(200);
    expect(at.intake.child.lines.filter((line) => line.includes('request failed'))).toEqual([]);
  });
});
