/** The files of src/ as text: where they stand, what they import of ours, what they export. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g;
const EXPORT = /^export (?:abstract |async )?(?:class|const|function\*?|interface|type) (\w+)/gm;

export interface Source {
  /** From src/, with slashes: `commands/input.ts`. */
  path: string;
  text: string;
  /** Paths of the files of src/ that it imports, types included. */
  imports: string[];
  exports: string[];
}

export const sourceOf = (path: string, text: string): Source => ({
  path,
  text,
  imports: [...text.matchAll(IMPORT)].map(([, to]) => posix.join(posix.dirname(path), `${to}.ts`)),
  exports: [...text.matchAll(EXPORT)].map(([, name]) => name!),
});

/** Without specs: they may look at whatever they test. */
export const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .sort()
  .map((path) => sourceOf(path, readFileSync(`${SRC}/${path}`, 'utf8')));

export const specs: readonly string[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.spec.ts'));

export const pascal = (kebab: string): string => kebab.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
export const camel = (kebab: string): string => pascal(kebab).replace(/^\w/, (letter) => letter.toLowerCase());
