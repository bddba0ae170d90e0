/**
 * What is in the log stays readable (G16, design §7): every version of every event has its schema in contracts/ and an
 * old sample in test/samples/, for ever. A new version adds its own; nobody changes or removes an old one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { definitionOf, type EventDefinition, eventDefinitions, upcast } from '../../src/events/event.js';
import { pascal, sources } from '../support/sources.js';

const SCHEMAS = new URL('../../contracts/events/', import.meta.url);
const SAMPLES = new URL('../samples/', import.meta.url);

interface Version {
  type: string;
  version: number;
}
const list = (folder: URL, ending: string): (Version & { file: string })[] =>
  readdirSync(folder).map((file) => {
    const [, name, version] = new RegExp(`^([a-z-]+)\\.v(\\d+)${ending}$`).exec(file) ?? [];
    return { file, type: pascal(name ?? ''), version: Number(version) };
  });
const read = (folder: URL, file: string): object => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

const schemas = list(SCHEMAS, '\\.schema\\.json');
const samples = list(SAMPLES, '\\.json');
const versionsOf = (definition: EventDefinition): Version[] =>
  Array.from({ length: definition.schemaVersion }, (_, n) => ({ type: definition.type, version: n + 1 }));
const names = (versions: readonly Version[]) => versions.map(({ type, version }) => `${type} v${version}`).sort();

beforeAll(async () => {
  const files = sources.map(({ path }) => path).filter((path) => path.startsWith('events/'));
  for (const path of files) await import(`../../src/${path.replace(/\.ts$/, '.js')}`);
});

describe('every version of every event', () => {
  const known = () => names([...eventDefinitions().values()].flatMap(versionsOf));

  it('has its schema in contracts/events', () => {
    expect(names(schemas)).toEqual(known());
  });

  it('has an old sample in test/samples', () => {
    expect(names(samples)).toEqual(known());
  });
});

describe.each(samples)('the old sample $file', ({ file, type, version }) => {
  const data = read(SAMPLES, file);

  it('is what its schema says', () => {
    const { $id: _, ...schema } = read(SCHEMAS, file.replace(/\.json$/, '.schema.json')) as { $id: string };
    expect(z.fromJSONSchema(schema).safeParse(data).error).toBeUndefined();
  });

  it('is lifted to what this build works with, nothing lost of it', () => {
    const lifted = upcast(type, version, data);
    expect(definitionOf(type).schema.parse(lifted)).toEqual(lifted);
  });

  it('has something in every field', () => {
    expect(Object.values(data)).not.toContain(null);
  });
});
