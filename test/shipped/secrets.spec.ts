/** The script that makes the secrets of docker-compose.yml. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readCompose } from '../support/compose.js';
import { CLONE, type MadeSecrets, makeSecrets } from '../support/containers.js';

let made: MadeSecrets;
beforeEach(() => {
  made = makeSecrets();
});
afterEach(() => made.remove());

const contents = () => readdirSync(made.folder).map((name) => [name, readFileSync(made.folder + name, 'utf8')]);

it('makes each that is read, and no other', () => {
  const read = Object.entries(readCompose().secrets).map(([name, { file }]) => [name, basename(file)]);
  expect(contents().map(([name]) => [name, name])).toEqual(read.sort());
});

it('leaves what is there, and makes what is missing', () => {
  const before = contents();
  rmSync(`${made.folder}admin-key`);
  made.makeAgain();
  const after = contents();
  expect(after.filter(([name]) => name !== 'admin-key')).toEqual(before.filter(([name]) => name !== 'admin-key'));
  expect(after.map(([name]) => name)).toEqual(before.map(([name]) => name));
});

it('makes others on every machine', () => {
  const here = contents().map(([, content]) => content);
  const there = makeSecrets();
  const same = readdirSync(there.folder).filter((name) => here.includes(readFileSync(there.folder + name, 'utf8')));
  there.remove();
  expect(same).toEqual([]);
});

it('lets nobody in but by a container, whose user may be any', () => {
  expect(statSync(made.folder).mode & 0o777).toBe(0o700);
  const modes = readdirSync(made.folder).map((name) => statSync(made.folder + name).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o444]));
});

it('makes them where git does not look', () => {
  const path = join('deploy/compose/secrets', 'admin-key');
  expect(String(execFileSync('git', ['check-ignore', path], { cwd: CLONE }))).toBe(`${path}\n`);
});
