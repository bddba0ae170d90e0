/** Pages for people: every link leads somewhere, to the chapter it names, and every page is found from the README. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(ROOT + path, 'utf8');

const pages = [
  '.',
  'docs',
  'docs/decisions',
  'bench',
  ...readdirSync(`${ROOT}examples`).map((name) => `examples/${name}`),
]
  .filter((folder) => statSync(ROOT + folder).isDirectory())
  .flatMap((folder) => readdirSync(ROOT + folder).map((name) => posix.join(folder, name)))
  .filter((path) => path.endsWith('.md'));

/** Without its code, which has brackets of its own. */
const prose = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');

interface Link {
  from: string;
  /** From the root of the clone. */
  to: string;
  chapter: string | undefined;
}

const linksOf = (from: string, text: string): Link[] =>
  [...prose(text).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', chapter]) => ({
    from,
    to: path === '' ? from : posix.normalize(posix.join(posix.dirname(from), path)),
    chapter,
  }));

/** As repositories are shown: small letters, no signs, words joined. */
const chaptersOf = (text: string): string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isSound = ({ to, chapter }: Link): boolean =>
  existsSync(ROOT + to) && (chapter === undefined || chaptersOf(read(to)).includes(chapter));

const links = pages.flatMap((path) => linksOf(path, read(path)));

describe('pages', () => {
  it('lead where they say', () => {
    expect(links.filter((link) => !isSound(link))).toEqual([]);
  });

  it('are all found from the README', () => {
    const found = new Set(['README.md']);
    for (const path of found) for (const { from, to } of links) if (from === path) found.add(to);
    const folders = [...found].filter((path) => existsSync(ROOT + path) && statSync(ROOT + path).isDirectory());
    const lost = pages.filter((path) => !found.has(path) && !folders.includes(posix.dirname(path)));
    expect(lost).toEqual([]);
  });

  it('show every picture there is', () => {
    const shown = new Set(links.map(({ to }) => to));
    const pictures = readdirSync(`${ROOT}docs/images`).map((name) => `docs/images/${name}`);
    expect(pictures.filter((path) => !shown.has(path))).toEqual([]);
  });

  it.each([
    ['[a](docs/nothing.md)', false],
    ['[a](docs/running.md#no-such-chapter)', false],
    ['[a](docs/running.md#two-logins)', true],
    ['![a](docs/images/nothing.png)', false],
    ['[a](#start)', true],
    ['`[a](docs/nothing.md)`', true],
  ])('%s is sound: %s', (text, sound) => {
    expect(linksOf('README.md', text).every(isSound)).toBe(sound);
  });
});
