/** The console knows the contract and nothing of the server; a screen is a folder, and knows no other screen. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../console/src', import.meta.url));
const CONTRACT = '../../contracts/openapi.js';

interface File {
  path: string;
  /** From console/src. */
  imports: string[];
}

const fileOf = (path: string, text: string): File => ({
  path,
  imports: [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to]) =>
    posix.join(posix.dirname(path), to!),
  ),
});

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
  .map((path) => fileOf(path, readFileSync(join(SRC, path), 'utf8')));

const screenOf = (path: string): string | null => /^screens\/([^/]+)\//.exec(path)?.[1] ?? null;

/** Parts are for everybody, and so know of nobody. */
const isAllowed = (from: string, to: string): boolean => {
  if (to.startsWith('..')) return to === CONTRACT;
  const screen = screenOf(to);
  if (screen !== null) return screenOf(from) === screen;
  return !(
    from.startsWith('parts/') && /^(app|inputs|operations|destinations|projections|statistics|charts)\//.test(to)
  );
};

const violations = (of: readonly File[]): string[] =>
  of.flatMap(({ path, imports }) => imports.filter((to) => !isAllowed(path, to)).map((to) => `${path}: ${to}`));

describe('the console', () => {
  it('keeps to who may import whom', () => {
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['app/a.ts', '../../../src/views/input.js'],
    ['app/a.ts', '../../../cli/src/format.js'],
    ['screens/send/send.tsx', '../inputs/filters.js'],
    ['inputs/a.ts', '../screens/inputs/filters.js'],
    ['parts/a.tsx', '../app/session.js'],
  ])('would not, where %s imported %s', (path, to) => {
    expect(violations([fileOf(path, `import { x } from '${to}';`)])).toHaveLength(1);
  });

  it('says of each screen what it is', () => {
    const folders = readdirSync(join(SRC, 'screens'));
    expect(folders.filter((name) => !existsSync(join(SRC, 'screens', name, 'screen.ts')))).toEqual([]);
    expect(folders.length).toBeGreaterThan(3);
  });
});
