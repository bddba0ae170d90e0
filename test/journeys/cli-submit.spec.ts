/** Inputs sent from the command line: from files and pipes, with all that a header can say, and staying to their end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InputView } from '../../src/views/input.js';
import { cli, toldOf } from '../support/cli.js';
import { journey } from '../support/journey.js';

const at = journey();
const folder = mkdtempSync(join(tmpdir(), 'intake-submit-'));
const file = (name: string, bytes: string | Buffer) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  at.server.answer = (response, { body }) => {
    if (body.toString() === 'never') return;
    response.writeHead(body.toString() === 'bad' ? 400 : 201).end();
  };
  await at.api.register('orders', { url: at.server.url });
});

const submit = (args: string[], stdin?: string | Buffer) =>
  cli(['submit', 'orders', ...args], toldOf(at.intake), stdin);
const inputOf = async (args: string[], stdin?: string | Buffer) =>
  JSON.parse((await submit([...args, '--json'], stdin)).stdout) as InputView;

describe('submit', () => {
  it('sends the bytes of a file, or what is piped in, as they are', async () => {
    const bytes = Buffer.from([0, 0xff, 0x0a, 0x22]);
    for (const input of [
      await inputOf([file('bytes', bytes)]),
      await inputOf(['-'], bytes),
      await inputOf([], bytes),
    ]) {
      expect(input).toMatchObject({ contentType: 'application/octet-stream', size: 4 });
      expect((await at.api.bytes(input.links.body)).body).toEqual(bytes);
    }
    expect(await inputOf([file('a.json', '{}')])).toMatchObject({ contentType: 'application/json' });
    expect(await inputOf(['--content-type', 'text/csv'], 'a,b')).toMatchObject({ contentType: 'text/csv' });
  });

  it('says when, until when and after whom', async () => {
    const when = ['--deliver-at', '2020-01-01T00:00:00Z', '--expires-at', '2999-01-01T00:00:00Z'];
    expect(await inputOf([...when, '--ordering-key', 'a'], 'x')).toMatchObject({
      ...{ deliverAt: '2020-01-01T00:00:00.000Z', expiresAt: '2999-01-01T00:00:00.000Z', orderingKey: 'a' },
    });
  });

  it('with a key is the same input as before, and says so', async () => {
    const first = await inputOf(['--key', 'k'], 'x');
    const { code, stdout } = await submit(['--key', 'k'], 'x');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${first.id}: received, as it was before\n` });
    expect((await inputOf([], 'x')).id).not.toBe((await inputOf([], 'x')).id);
  });

  it('stays until it is settled, and fails where it was not delivered', async () => {
    const good = await submit(['--wait'], 'good');
    expect({ code: good.code, stdout: good.stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^[0-9a-f-]{36}: delivered, the server returned 201\n$/),
    });
    const bad = await submit(['--wait', '60'], 'bad');
    expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('deadLettered, the server returned 400') });
    expect(bad.stderr).toContain('it was not delivered: rejected');
    const never = await submit(['--wait', '0'], 'never');
    expect(never).toMatchObject({ code: 1, stdout: expect.stringContaining(': received') });
    expect(never.stderr).toMatch(/not settled yet: npx --no intake watch [0-9a-f-]{36}/);
  });

  it('is 2 where it is used in a wrong way, and 4 where Intake refuses', async () => {
    for (const args of [['--wait', '61'], ['--wait', 'x'], [join(folder, 'nothing')], ['a', 'b']])
      expect((await submit(args, 'x')).code).toBe(2);
    expect((await submit(['--deliver-at', 'soon'], 'x')).code).toBe(4);
    expect((await cli(['submit', 'nowhere'], toldOf(at.intake), 'x')).code).toBe(4);
  });
});
