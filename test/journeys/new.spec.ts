/**
 * A developer's way: `npm run new`, in a copy of this clone. Real: the generator, the compiler, the linter, Jest with
 * the architecture specs and discovery. Nothing is doubled; the copy shares node_modules only.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const CLONE = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'scripts', 'contracts', 'test/support', 'test/samples', 'test/architecture'];
const SETTINGS = ['package.json', 'tsconfig.json', 'jest.config.js', 'biome.json', '.gitignore'];
const PATIENCE_MS = 300_000;

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'intake-new-'));
  for (const path of [...COPIED, ...SETTINGS]) cpSync(join(CLONE, path), join(copy, path), { recursive: true });
  symlinkSync(join(CLONE, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Ran {
  code: number;
  out: string;
}
const run = (args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: copy, env: environment() }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, out: `${stdout}${stderr}` }),
    );
  });
const environment = () => ({
  ...process.env,
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
});
const generate = (...args: string[]) => run(['scripts/new.mjs', ...args]);
const tool = (name: string, ...args: string[]) => run([join('node_modules', name), ...args]);

const failing = (out: string) => [...new Set(out.match(/(?<=● ).+ › .+|(?<=● )these facts.+/g))].sort();

describe('npm run new', () => {
  it(
    'writes an event, a command, a read model and a reaction, each with its place and a failing spec',
    async () => {
      const made = [
        await generate('command', 'withdraw-access-key'),
        await generate('event', 'access-key-withdrawn'),
        await generate('projection', 'address-books'),
        await generate('reaction', 'warn-when-withdrawn'),
      ];
      expect(made.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      expect(made.map(({ out }) => out.split('\n')[0])).toEqual([
        'src/commands/withdraw-access-key/withdraw-access-key.command.ts',
        'src/events/access-key-withdrawn.ts',
        'src/projections/address-books/address-book.entity.ts',
        'src/reactions/warn-when-withdrawn/warn-when-withdrawn.reaction.ts',
      ]);

      // What was made and what it leans on: the whole would take twice as long.
      const include = [
        'commands/withdraw-access-key',
        'projections/address-books',
        'reactions/warn-when-withdrawn',
        'events',
        'access',
      ];
      const settings = { extends: './tsconfig.json', include: include.map((folder) => `src/${folder}`) };
      writeFileSync(join(copy, 'tsconfig.made.json'), JSON.stringify(settings));
      const specs = 'withdraw-access-key|address-books|warn-when-withdrawn|discover|architecture';
      const [types, lint, jest] = await Promise.all([
        tool('typescript/bin/tsc', '-p', 'tsconfig.made.json'),
        tool('@biomejs/biome/bin/biome', 'check', 'src', 'test'),
        tool(
          'jest/bin/jest.js',
          '--cacheDirectory',
          join(copy, '.jest'),
          '--selectProjects',
          'unit',
          'architecture',
          '--testPathPatterns',
          specs,
        ),
      ]);
      expect(types).toEqual({ code: 0, out: '' });
      expect(lint).toMatchObject({ code: 0 });
      // What a developer has to say now, and nothing else.
      expect(failing(jest.out)).toEqual([
        'every version of every event › has its schema in contracts/events',
        'the old sample access-key-withdrawn.v1.json › is what its schema says',
        'these facts make this row',
        'warn-when-withdrawn › asks for this where that has happened',
        'withdraw-access-key › happens, and these facts follow',
      ]);
      // Each for what has to be said, not for something that was written wrong.
      expect(jest.out).toContain('withdraw-access-key: which facts follow?');
      expect(jest.out).toContain('warn-when-withdrawn: which command follows from InputReceived?');
    },
    PATIENCE_MS,
  );

  it.each([
    [[], /^intake: npm run new -- event <thing-happened>/],
    [['service', 'a-b'], /^intake: npm run new -- event <thing-happened>/],
    [['constructor', 'a-b'], /^intake: npm run new -- event <thing-happened>/],
    [['command', 'a-b', 'c-d'], /^intake: npm run new -- event <thing-happened>/],
    [['command', 'WithdrawInput'], /^intake: command WithdrawInput: the name must be a verb and a noun, such as/],
    [['command', 'withdraw'], /^intake: command withdraw: the name must be a verb and a noun/],
    [['command', '../a-b'], /^intake: command \.\.\/a-b: the name must be/],
    [['event', 'withdrawn'], /^intake: event withdrawn: the name must be the thing first/],
    [['projection', 'payment'], /^intake: projection payment: the name must be the plural of its noun/],
    [['projection'], /^intake: projection : the name must be the plural/],
    [['reaction', 'thank'], /^intake: reaction thank: the name must be the sentence "do this when that"/],
    [['reaction', 'when-delivered'], /^intake: reaction when-delivered: the name must be the sentence/],
    [['command', 'receive-input'], /^intake: src\/commands\/receive-input is there already\n$/],
    [['event', 'input-received'], /^intake: src\/events\/input-received\.ts is there already\n$/],
    [['reaction', 'disable-when-gone'], /^intake: src\/reactions\/disable-when-gone is there already\n$/],
    [['projection', 'inputs'], /^intake: src\/projections\/inputs is there already\n$/],
  ])('refuses in one line: %j', async (args, line) => {
    const { code, out } = await generate(...args);
    expect(code).toBe(1);
    expect(out).toMatch(line);
    expect(out.trim().split('\n')).toHaveLength(1);
  });
});
