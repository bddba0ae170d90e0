// Writes contracts/ from the build, and the types of our own clients from contracts/openapi.json; or compares with --check:
// what others rely on never changes unseen, and no client is behind.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTypes, { astToString } from 'openapi-typescript';
import { builtContracts, writeOrCompare } from './lib/generated.mjs';
import { refuse } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

const FOLDER = 'contracts';
const OPENAPI = join(FOLDER, 'openapi.json');
const CLIENT_TYPES = join(FOLDER, 'openapi.d.ts');

const files = await make();
await refuseInvalidOpenApi(files.get(OPENAPI));
files.set(CLIENT_TYPES, await clientTypes(files.get(OPENAPI)));
await writeOrCompare('contracts', files, 'npm run contracts', await leftOver());

/** Path → text. */
async function make() {
  const { contracts } = await builtContracts();
  const made = Object.entries(await contracts());
  return new Map(made.map(([path, content]) => [join(FOLDER, path), `${JSON.stringify(content, null, 2)}\n`]));
}

async function refuseInvalidOpenApi(text) {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  if (!valid) refuse(`openapi.json is not valid OpenAPI: ${JSON.stringify(errors, null, 2)}`);
}

async function clientTypes(openapi) {
  const types = astToString(await openapiTypes(JSON.parse(openapi), { alphabetize: true, defaultNonNullable: false }));
  return `// Made from contracts/openapi.json by npm run contracts.\n${types}`;
}

/** Files that no code makes. Older versions of an event that still exists stay: the log holds such events for ever. */
async function leftOver() {
  const entries = await readdir(join(root, FOLDER), { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !files.has(path) && !isOlderVersion(path));
}

function isOlderVersion(path) {
  const [, stem, version] = /^(contracts\/events\/.+\.v)(\d+)\.schema\.json$/.exec(path) ?? [];
  return [...files.keys()].some((current) => {
    const number = current.startsWith(stem ?? '\0') ? Number.parseInt(current.slice(stem.length), 10) : 0;
    return number > Number(version);
  });
}
