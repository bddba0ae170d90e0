// Writes contracts/ from the build, and the types of the command line's client from contracts/openapi.json; or compares
// with --check: what others rely on never changes unseen, and the client is never behind.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTypes, { astToString } from 'openapi-typescript';
import { refuse } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

const folder = join(root, 'contracts');
const CLIENT_TYPES = join('..', 'cli', 'src', 'openapi.d.ts');
const checking = process.argv.includes('--check');

const built = await build();
await refuseInvalidOpenApi(built.get('openapi.json'));
built.set(CLIENT_TYPES, await clientTypes(built.get('openapi.json')));
const differences = checking ? await compare(built) : await write(built);
if (checking && differences.length > 0) {
  refuse(
    `contracts differ from the code:\n${differences.join('\n')}\nIf that is meant: npm run build && npm run contracts, then commit what it wrote`,
  );
}
console.log(checking ? 'contracts/ is what the code says' : differences.join('\n') || 'contracts/ was up to date');

/** Path → text. */
async function build() {
  const module = pathToFileURL(join(root, 'dist', 'contracts.js')).href;
  const { contracts } = await import(module).catch((error) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND' && error.url === module) refuse('there is no build: npm run build first');
    throw error;
  });
  const files = Object.entries(await contracts());
  return new Map(files.map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]));
}

async function refuseInvalidOpenApi(text) {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  if (!valid) refuse(`openapi.json is not valid OpenAPI: ${JSON.stringify(errors, null, 2)}`);
}

async function clientTypes(openapi) {
  const types = astToString(await openapiTypes(JSON.parse(openapi), { alphabetize: true, defaultNonNullable: false }));
  return `// Made from contracts/openapi.json by npm run contracts.\n${types}`;
}

async function compare(files) {
  const found = [];
  for (const [path, text] of files) {
    const now = await readFile(join(folder, path), 'utf8').catch(() => null);
    if (now === null) found.push(`  missing: ${shown(path)}`);
    else if (now !== text) found.push(`  differs: ${shown(path)} ${firstDifference(now, text)}`);
  }
  for (const path of await leftOver(files)) found.push(`  no longer made: ${shown(path)}`);
  return found;
}

function shown(path) {
  return relative(root, join(folder, path));
}

async function write(files) {
  const changed = await compare(files);
  for (const path of await leftOver(files)) await rm(join(folder, path));
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return changed;
}

/** Files that no code makes. Older versions of an event that still exists stay: the log holds such events for ever. */
async function leftOver(files) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !files.has(path) && !isOlderVersion(path, files));
}

function isOlderVersion(path, files) {
  const [, stem, version] = /^(events\/.+\.v)(\d+)\.schema\.json$/.exec(path) ?? [];
  return [...files.keys()].some((current) => {
    const number = current.startsWith(stem ?? '\0') ? Number.parseInt(current.slice(stem.length), 10) : 0;
    return number > Number(version);
  });
}

function firstDifference(before, after) {
  const old = before.split('\n');
  const line = after.split('\n').findIndex((text, at) => text !== old[at]);
  return `(line ${line + 1})`;
}
