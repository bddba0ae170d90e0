/** Who may import whom (design §4). Types count: what a file knows of another one is what this is about. */
import { describe, expect, it } from '@jest/globals';
import { type Source, sourceOf, sources } from '../support/sources.js';

/**
 * Room → what its files may import besides their own room: a room, a file, or a pattern. Words of ours are `views`
 * (shapes that clients see, shared by answers of commands and of queries) and `config.ts` (its types and StartRefused).
 */
const MAY_IMPORT: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  events: [],
  views: ['events'],
  access: ['events', 'platform', 'config.ts'],
  commands: ['events', 'views', 'access', 'platform', 'config.ts'],
  projections: ['events', 'views', 'access', 'platform'],
  // Of commands: their classes, and what decisions remember. Never a handler.
  reactions: [
    'events',
    'views',
    'platform',
    'config.ts',
    /^commands\/[^/]+\/[^/]+\.command\.ts$/,
    /^commands\/[^/]+\.ts$/,
  ],
  // Finds inputs as they are known, asks for each what could be asked for it alone, and nothing that nobody could do.
  bulk: [
    'events/event.ts',
    'views',
    'access',
    'platform',
    'admin/started.ts',
    /^commands\/[^/]+\/[^/]+\.command\.ts$/,
    /^commands\/[^/]+\.ts$/,
    /^projections\/inputs\/[^/]+\.ts$/,
  ],
  // Of commands: their classes, and what they answer.
  admin: [
    'events/event.ts',
    'views',
    'access',
    'platform',
    /^commands\/[^/]+\/[^/]+\.command\.ts$/,
    /^commands\/[^/]+\.ts$/,
  ],
  live: ['events/event.ts', 'views', 'access', 'platform'],
  platform: ['events/event.ts', 'config.ts'],
  // By chapters; everybody else knows only the whole. Of the roles of callers their names.
  config: ['events/shapes.ts'],
  'config.ts': ['config'],
  'greeting.ts': ['platform'],
  // The composition root, and who starts it or looks at it.
  'app.module.ts': [/./],
  'contracts.ts': [/./],
  'main.ts': [/./],
  // After a restore, where nothing else runs.
  'restored.ts': ['events', 'platform', 'config.ts'],
  'long-work.ts': [/./],
  'roles.ts': [/./],
  'watch.ts': [/./],
};

/** Nobody imports these but who is named. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  'main.ts': [],
  'restored.ts': [],
  'contracts.ts': [],
  'app.module.ts': ['main.ts', 'contracts.ts', 'roles.ts'],
  'roles.ts': ['main.ts'],
  'long-work.ts': ['roles.ts'],
  'watch.ts': ['roles.ts'],
  'greeting.ts': ['main.ts'],
};

/** In events a fact knows the envelope and the shared shapes, and no other fact. */
const WITHIN_EVENTS = ['events/event.ts', 'events/shapes.ts'];

const roomOf = (path: string): string => path.split('/')[0]!;
/** The folder inside a room: one intention, one read model, one reaction. Null for a plain file beside them. */
const folderOf = (path: string): string | null => (path.split('/').length > 2 ? path.split('/')[1]! : null);

function mayImport(from: string, to: string): boolean {
  const room = roomOf(from);
  if (roomOf(to) === room) return insideRoom(room, from, to);
  if (to in ENDS) return ENDS[to]!.includes(from);
  return (MAY_IMPORT[room] ?? []).some((allowed) =>
    allowed instanceof RegExp ? allowed.test(to) : to === allowed || roomOf(to) === allowed,
  );
}

function insideRoom(room: string, from: string, to: string): boolean {
  if (room === 'events') return WITHIN_EVENTS.includes(to);
  if (room === 'platform' || folderOf(to) === null) return true;
  return folderOf(from) === folderOf(to);
}

const violations = (files: readonly Source[]): string[] =>
  files.flatMap(({ path, imports }) =>
    imports.filter((to) => !mayImport(path, to)).map((to) => `${path} may not import ${to}`),
  );

/** Every circle of imports, each by its files. */
function circles(files: readonly Source[]): string[][] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, way: string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path]);
    if (done.has(path)) return;
    done.add(path);
    for (const to of importsOf.get(path) ?? []) visit(to, [...way, path]);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

describe('who may import whom', () => {
  it('is kept by every file', () => {
    expect(violations(sources)).toEqual([]);
  });

  it('names every file that is imported: none stands outside of src', () => {
    const paths = new Set(sources.map(({ path }) => path));
    expect(sources.flatMap(({ imports }) => imports.filter((to) => !paths.has(to)))).toEqual([]);
  });

  it('is a line, never a circle', () => {
    expect(circles(sources)).toEqual([]);
  });
});

describe('the rule sees', () => {
  const file = (path: string, to: string) => sourceOf(path, `import { X } from '${to}';`);

  it.each([
    ['commands/a/a.handler.ts', '../../projections/b/b.projection.js'],
    ['projections/b/b.handler.ts', '../../commands/destination.js'],
    ['commands/a/a.handler.ts', '../b/b.command.js'],
    ['events/a-done.ts', './b-done.js'],
    ['events/a-done.ts', '../platform/ids.js'],
    ['reactions/a-when-b/a-when-b.reaction.ts', '../../commands/c/c.handler.js'],
    ['platform/store/reader.ts', '../../events/input-received.js'],
    ['platform/store/reader.ts', '../../access/caller.js'],
    ['live/a.controller.ts', '../commands/destination.js'],
    ['bulk/a.ts', '../commands/a/a.handler.js'],
    ['admin/a.controller.ts', '../commands/a/a.handler.js'],
    ['bulk/a.ts', '../projections/attempts/attempt.entity.js'],
    ['platform/log.ts', '../app.module.js'],
    ['views/a.ts', '../platform/ids.js'],
    ['unknown/a.ts', '../platform/ids.js'],
  ])('%s importing %s', (path, to) => {
    expect(violations([file(path, to)])).toHaveLength(1);
  });

  it('a circle, also one of types and one over several files', () => {
    const files = [
      sourceOf('platform/a.ts', `import type { B } from './b.js';`),
      sourceOf('platform/b.ts', `export { C } from './c.js';`),
      sourceOf('platform/c.ts', `const { A } = await import('./a.js');`),
    ];
    expect(circles(files)).toEqual([['platform/a.ts', 'platform/b.ts', 'platform/c.ts', 'platform/a.ts']]);
  });
});
