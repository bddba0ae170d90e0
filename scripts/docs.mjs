/**
 * npm run docs: writes docs/configuration.md from src/config, and puts into every page the code that it names; with
 * --check it compares. What a page shows is what compiles.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationPage } from './lib/configuration-page.mjs';
import { withCode } from './lib/cut-code.mjs';
import { builtContracts, writeOrCompare } from './lib/generated.mjs';
import { root } from './lib/root.mjs';

const CONFIGURATION = join('docs', 'configuration.md');

const names = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
const files = new Map();
for (const path of names.map((name) => join('docs', name)).filter((path) => path !== CONFIGURATION)) {
  files.set(path, await withCode(await readFile(join(root, path), 'utf8')));
}
const { settings } = await builtContracts();
files.set(CONFIGURATION, configurationPage(settings()));
await writeOrCompare('docs', files, 'npm run docs');
