/** Every file has its place, and its name says what is in it (design §4). So an `ls` can be read aloud. */
import { describe, expect, it } from '@jest/globals';
import { camel, pascal, type Source, sources, specs } from '../support/sources.js';

const NAME = '[a-z0-9]+(?:-[a-z0-9]+)*';
const ROOT = [
  'app.module.ts',
  'config.ts',
  'contracts.ts',
  'greeting.ts',
  'long-work.ts',
  'main.ts',
  'restored.ts',
  'roles.ts',
  'watch.ts',
];
const PLATFORM = ['database', 'embedded', 'http', 'kafka', 'operations', 'projector', 'rebuild', 'relay', 'store'];

/** Where files stand: the room itself, and folders in it. `kinds` are the endings that have a meaning there. */
const ROOMS: Readonly<Record<string, { folders: boolean; kinds: readonly string[] }>> = {
  config: { folders: false, kinds: [] },
  events: { folders: false, kinds: [] },
  views: { folders: false, kinds: [] },
  access: { folders: false, kinds: ['guard', 'controller'] },
  admin: { folders: false, kinds: ['controller'] },
  bulk: { folders: false, kinds: ['controller'] },
  live: { folders: false, kinds: ['controller'] },
  commands: { folders: true, kinds: ['command', 'handler', 'controller', 'view', 'openapi'] },
  projections: {
    folders: true,
    kinds: ['projection', 'entity', 'queries', 'handler', 'filter', 'controller', 'view'],
  },
  reactions: { folders: true, kinds: ['reaction', 'projection', 'entity'] },
  platform: { folders: true, kinds: ['module', 'controller'] },
};

/** A kind → what a file of it exports, by its name. */
const EXPORTS: Readonly<Record<string, (base: string, file: Source) => boolean>> = {
  command: (base, { exports }) => exports.includes(pascal(base)),
  handler: (base, { path, exports }) =>
    path.startsWith('commands/')
      ? exports.includes(`${pascal(base)}Handler`)
      : exports.length > 0 && exports.every((name) => name.endsWith('Handler')),
  controller: (base, { exports }) => exports.includes(`${pascal(base)}Controller`),
  projection: (base, { exports }) => exports.includes(camel(base)),
  entity: (base, { exports }) => exports.includes(`${pascal(base)}Row`),
  queries: (_, { text }) => / extends Query</.test(text),
  reaction: (base, { exports }) => exports.includes(pascal(base)),
  view: (_, { exports }) => exports.some((name) => /view/i.test(name)),
  filter: (_, { exports }) => exports.includes('narrow'),
  guard: (_, { exports }) => exports.some((name) => name.endsWith('Guard')),
  module: (base, { exports }) => exports.includes(`${pascal(base)}Module`),
  openapi: (_, { text }) => text.includes('documentRoute({'),
};

const kindOf = (path: string): string | undefined => /\.([a-z]+)\.ts$/.exec(path)?.[1];
const baseOf = (path: string): string => path.split('/').at(-1)!.split('.')[0]!;

function isPlaced(path: string): boolean {
  if (ROOT.includes(path)) return true;
  if (new RegExp(`^platform/database/migrations/\\d{4}-${NAME}\\.ts$`).test(path)) return true;
  const [, room, folder, kind] = new RegExp(`^(\\w+)/(?:(${NAME})/)?${NAME}(?:\\.(\\w+))?\\.ts$`).exec(path) ?? [];
  const rules = ROOMS[room ?? ''];
  if (!rules || (kind && !rules.kinds.includes(kind))) return false;
  if (room === 'platform' && folder) return PLATFORM.includes(folder);
  return rules.folders || !folder;
}

const foldersOf = (room: string): string[] => [
  ...new Set(sources.flatMap(({ path }) => new RegExp(`^${room}/([^/]+)/`).exec(path)?.[1] ?? [])),
];
const all = new Set([...sources.map(({ path }) => path), ...specs]);
const missing = (folder: string, files: readonly string[]): string[] =>
  files.map((file) => `${folder}/${file}.ts`).filter((path) => !all.has(path));

describe('every file of src', () => {
  it('can be placed by its name', () => {
    expect(sources.map(({ path }) => path).filter((path) => !isPlaced(path))).toEqual([]);
  });

  it.each([
    'helpers.ts',
    'commands/receive-input/receive-input.service.ts',
    'commands/receiveInput.ts',
    'commands/a/b/c.ts',
    'projections/a/a.command.ts',
    'events/inputs/input-received.ts',
    'platform/utils/a.ts',
    'services/a.ts',
    'live/a.projection.ts',
  ])('cannot be placed by a name such as %s', (path) => {
    expect(isPlaced(path)).toBe(false);
  });

  it('exports what its name says', () => {
    const lying = sources.filter((file) => {
      const says = ROOT.includes(file.path) ? undefined : EXPORTS[kindOf(file.path) ?? ''];
      return says && !says(baseOf(file.path), file);
    });
    expect(lying.map(({ path }) => path)).toEqual([]);
  });

  it('has a spec beside it only where there is something it is about', () => {
    const orphans = specs.filter((spec) => {
      const beside = spec.replace(/\.spec\.ts$/, '');
      return !sources.some(({ path }) => path === `${beside}.ts` || path.startsWith(`${beside}.`));
    });
    // Of what several files of platform/http do together.
    expect(orphans).toEqual(['platform/http/bad-input.spec.ts']);
  });
});

describe('every command', () => {
  const folders = foldersOf('commands');

  it('is a folder with its class, its handler and its spec', () => {
    const parts = (name: string) => [`${name}.command`, `${name}.handler`, `${name}.spec`];
    expect(folders.flatMap((name) => missing(`commands/${name}`, parts(name)))).toEqual([]);
  });

  it('has a rule: a pure decide beside its handler', () => {
    const without = folders.filter(
      (name) =>
        !sources.some(({ path, exports }) => path.startsWith(`commands/${name}/`) && exports.includes('decide')),
    );
    expect(without).toEqual([]);
  });

  it('is asked by someone: a route of its own, a reaction, or who asks many', () => {
    const asked = sources
      .filter(({ path }) => /^(reactions|admin|bulk)\//.test(path))
      .flatMap(({ imports }) => imports);
    const unasked = folders.filter(
      (name) =>
        !all.has(`commands/${name}/${name}.controller.ts`) && !asked.includes(`commands/${name}/${name}.command.ts`),
    );
    expect(unasked).toEqual([]);
  });
});

describe('every read model', () => {
  const folders = foldersOf('projections');

  it('is a folder with its projection, its entity, its queries and their handler, its routes and its spec', () => {
    const parts = (name: string) =>
      ['projection', 'queries', 'handler', 'controller', 'spec'].map((kind) => `${name}.${kind}`);
    expect(folders.flatMap((name) => missing(`projections/${name}`, parts(name)))).toEqual([]);
    const entities = (name: string) =>
      sources.filter(({ path }) => path.startsWith(`projections/${name}/`) && kindOf(path) === 'entity');
    expect(folders.filter((name) => entities(name).length !== 1)).toEqual([]);
  });

  it('carries one noun: folder, projection and table', () => {
    const projections = sources.filter(({ path }) => kindOf(path) === 'projection');
    for (const { path, text } of projections) {
      const name = baseOf(path);
      expect(text).toContain(`  name: '${name}',`);
      const entity = sources.find((file) => file.path === entityImportedBy(path));
      expect(entity?.text).toContain(`@Entity('${name.replaceAll('-', '_')}')`);
    }
  });

  const entityImportedBy = (projection: string) =>
    sources.find(({ path }) => path === projection)?.imports.find((to) => kindOf(to) === 'entity');
});

describe('every reaction', () => {
  const folders = foldersOf('reactions');

  it('is a folder named as the sentence "do this when that"', () => {
    expect(folders.filter((name) => !/^[a-z]+(-[a-z]+)*-when-[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
    expect(folders.flatMap((name) => missing(`reactions/${name}`, [`${name}.reaction`]))).toEqual([]);
  });

  it('has a spec beside its rules', () => {
    const without = folders.filter((name) => !specs.some((spec) => spec.startsWith(`reactions/${name}/`)));
    expect(without).toEqual([]);
  });
});

describe('every fact', () => {
  const facts = sources.filter(({ path }) => path.startsWith('events/') && !/\/(event|shapes)\.ts$/.test(path));

  it.each(facts.map((file): [string, Source] => [file.path, file]))('%s is one event of its name', (path, file) => {
    const name = pascal(baseOf(path));
    expect(file.exports.filter((each) => each !== 'EventCatalogue')).toEqual([name]);
    expect([...file.text.matchAll(/defineEvent\('(\w+)'/g)].map(([, type]) => type)).toEqual([name]);
    expect(file.text).toMatch(
      new RegExp(`interface EventCatalogue \\{\\n    ${name}: z\\.infer<typeof ${name}\\.schema>;`),
    );
    expect(file.text).toMatch(new RegExp(`\\*/\\nexport const ${name} = `));
  });

  it('begins with the thing whose stream it stands in', () => {
    const streams = ['Input', 'Destination', 'AccessKey', 'Delivery', 'Operation', 'Projection', 'Test', 'Log'];
    const others = facts.map(({ path }) => pascal(baseOf(path))).filter((n) => !streams.some((s) => n.startsWith(s)));
    expect(others).toEqual([]);
  });
});
