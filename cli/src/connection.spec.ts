import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectionOf, keyFiles } from './connection.js';
import { EXIT } from './exit.js';

const KEY = 'the-key-of-the-data-directory-of-this-clone';
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'intake-cli-'));
  for (const folder of ['.intake', 'elsewhere']) mkdirSync(join(clone, folder));
  writeFileSync(join(clone, '.intake', 'admin-key'), `${KEY}\n`);
  writeFileSync(join(clone, 'elsewhere', 'admin-key'), 'another-key\n');
  writeFileSync(join(clone, 'empty'), '\n');
});
afterAll(() => rmSync(clone, { recursive: true }));

const connection = (env: Record<string, string>) => connectionOf({ env, clone, isRoot: false });
const refusal = (env: Record<string, string>) => {
  try {
    return connection(env);
  } catch (error) {
    return error;
  }
};

describe('where Intake is', () => {
  it.each([
    [{}, 'http://127.0.0.1:3000'],
    [{ PORT: '3001' }, 'http://127.0.0.1:3001'],
    [{ PORT: '3001', INTAKE_TLS_CERT_FILE: '/tls/cert.pem' }, 'https://127.0.0.1:3001'],
    [{ PORT: '', INTAKE_URL: '' }, 'http://127.0.0.1:3000'],
    [{ PORT: '3001', INTAKE_URL: 'https://intake.example' }, 'https://intake.example'],
    [{ INTAKE_URL: 'https://intake.example/behind/a/path//' }, 'https://intake.example/behind/a/path'],
  ])('with %j is %s', (env, url) => expect(connection(env).url).toBe(url));

  it.each([
    [{ PORT: 'x' }],
    [{ PORT: '70000' }],
    [{ INTAKE_URL: 'intake.example' }],
    [{ INTAKE_URL: 'ftp://a.example' }],
  ])('is not to be found with %j: wrong usage', (env) => expect(refusal(env)).toMatchObject({ exitCode: EXIT.usage }));
});

describe('the key', () => {
  it.each([
    ['of the data directory of the clone', {}, KEY],
    [
      'of another data directory, named from the clone as npm start does',
      { INTAKE_DATA_DIR: 'elsewhere' },
      'another-key',
    ],
    ['given', { INTAKE_KEY: 'given' }, 'given'],
    ['that the server was given', { INTAKE_ADMIN_KEY: 'admin' }, 'admin'],
    ['of a host that is this machine', { INTAKE_URL: 'http://localhost:4000' }, KEY],
  ])('is the one %s', (_, env, key) => expect(connection(env).key).toBe(key));

  it('may stand in a file', () => {
    const file = join(clone, 'elsewhere', 'admin-key');
    expect(connection({ INTAKE_KEY_FILE: file })).toMatchObject({ key: 'another-key', keySource: file });
  });

  it('is none where none is found, and it is said where it was looked for', () => {
    const { key, keySource } = connection({ INTAKE_DATA_DIR: 'nowhere' });
    expect(key).toBeNull();
    expect(keySource).toBe(`INTAKE_KEY, INTAKE_ADMIN_KEY, ${join(clone, 'nowhere', 'admin-key')}`);
  });

  // Without the look at the host, the admin key of this machine would be shown to whoever INTAKE_URL names.
  it.each(['https://intake.example', 'http://127.0.0.1.example', 'http://localhost.example'])(
    'of this machine is not sent to %s',
    (url) => {
      expect(connection({ INTAKE_URL: url, INTAKE_ADMIN_KEY: 'admin' })).toMatchObject({
        key: null,
        keySource: 'INTAKE_KEY',
      });
      expect(connection({ INTAKE_URL: url, INTAKE_KEY: 'given' }).key).toBe('given');
    },
  );

  it('that no header can carry is refused, and not shown', () => {
    const error = refusal({ INTAKE_KEY: 'with\nlines' });
    expect(error).toMatchObject({ exitCode: EXIT.usage, message: expect.not.stringContaining('lines') });
  });

  it('that is to stand in a file must stand there', () => {
    for (const file of ['empty', 'nothing'])
      expect(refusal({ INTAKE_KEY_FILE: join(clone, file) })).toMatchObject({ exitCode: EXIT.usage });
  });

  it('is looked for beside the clone by root, where npm start keeps it when others cannot get to the clone', () => {
    const files = (isRoot: boolean, env = {}) => keyFiles({ env, clone: '/root/intake', isRoot });
    expect(files(false)).toEqual(['/root/intake/.intake/admin-key']);
    // sha256 of '/root/intake', 12 characters.
    expect(files(true)).toEqual(['/root/intake/.intake/admin-key', '/var/lib/intake/d0276f463d76/admin-key']);
    expect(files(true, { INTAKE_DATA_DIR: '/srv' })).toEqual(['/srv/admin-key']);
  });
});
