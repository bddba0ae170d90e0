/** The Dockerfile and what it is given, where no engine runs. What its steps make is run by test/failure/image.spec.ts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { readConfig } from '../../src/config.js';
import { CLONE, readShipped, unknownVariables } from '../support/containers.js';
import { commandOf, dockerfileText, isLeftOut, readStages, steps } from '../support/dockerfile.js';

const stages = readStages();
const last = stages.at(-1)!;
const one = (keyword: string) => {
  const [step, ...more] = steps(last, keyword);
  expect(more).toEqual([]);
  return step!;
};

describe('the Dockerfile', () => {
  it('is one', () => {
    expect(validate(dockerfileText).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)).toEqual(
      [],
    );
  });

  it('would be refused for a flag that there is not', () => {
    expect(validate(dockerfileText.replace('--interval', '--intervall'))).toHaveLength(1);
  });

  it('stands on one exact Node, new enough for the packages', () => {
    const names = stages.map(({ name }) => name);
    const bases = new Set(stages.map(({ base }) => base).filter((base) => !names.includes(base)));
    expect([...bases]).toEqual([expect.stringMatching(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/)]);
    const [major, minor] = [...bases][0]!.match(/\d+/g)!.map(Number);
    const [oldest, oldestMinor] = JSON.parse(readShipped('package.json')).engines.node.match(/\d+/g).map(Number);
    expect(major! > oldest || (major === oldest && minor! >= oldestMinor)).toBe(true);
  });

  it('builds in stages of which nothing but the result comes along', () => {
    expect(stages.length).toBeGreaterThan(2);
    const taken = steps(last, 'COPY')
      .filter(({ flags }) => flags.from)
      .map(({ flags, args }) => `${flags.from} ${args[0]}`);
    expect(taken.sort()).toEqual([
      ...['build /intake/cli/dist', 'build /intake/console/dist', 'build /intake/dist', 'dependencies /intake'],
    ]);
    const [install] = steps(stages.find(({ name }) => name === 'dependencies')!, 'RUN');
    expect(install!.args).toEqual(expect.arrayContaining(['ci', '--omit=dev', '--omit=optional']));
  });

  it('runs as somebody who is not root, by a number', () => {
    expect(one('USER').text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts main.js, in the foreground and without a shell', () => {
    expect(commandOf(one('CMD'))).toEqual(['node', 'dist/main.js']);
    expect(steps(last, 'ENTRYPOINT')).toEqual([]);
  });

  it('names the port that is the default, and asks there whether it lives', () => {
    const { port } = readConfig({});
    expect(one('EXPOSE').text).toBe(String(port));
    expect(one('HEALTHCHECK').text).toContain(`|| ${port}}/health/live`);
  });

  it('sets no variable that nobody reads', () => {
    const set = one('ENV').args.map((pair) => pair.split('=')[0]!);
    // The first is Node's own, the second is for the command line, which builds itself elsewhere.
    expect(unknownVariables(set)).toEqual(['NODE_ENV', 'INTAKE_SKIP_BUILD']);
  });
});

describe('what the build is given', () => {
  const copied = stages.flatMap((stage) => steps(stage, 'COPY')).filter(({ flags }) => !flags.from);

  it('has everything that is copied', () => {
    const sources = copied.flatMap(({ args }) => args.slice(0, -1));
    expect(sources.filter((path) => !existsSync(join(CLONE, path)) || isLeftOut(path))).toEqual([]);
  });

  it.each([
    '.git/config',
    '.intake/admin-key',
    'deploy/compose/secrets/admin-key',
    'node_modules/pg/package.json',
    'cli/node_modules/commander/package.json',
    'dist/main.js',
    'cli/dist/main.js',
    'console/dist/index.html',
    'src/config.spec.ts',
    '.env',
  ])('has nothing that is nobody’s: %s', (path) => {
    expect(isLeftOut(path)).toBe(true);
  });
});
