/**
 * npm run new -- event input-withdrawn | command withdraw-input | projection payments | reaction thank-when-delivered: the
 * right shape, with a spec that fails until it is said what is meant.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

/** Kind → how its name must look, and what is to be done next. A kind's templates stand where its files will. */
const KINDS = {
  event: {
    looks: /^[a-z]+(-[a-z]+)+$/,
    like: 'the thing first and what happened to it, such as input-withdrawn',
    next: 'give it its data and its sample something in every field, then: npm run build && npm run contracts',
  },
  command: {
    looks: /^[a-z]+(-[a-z]+)+$/,
    like: 'a verb and a noun, such as withdraw-input',
    next: 'say in the spec which facts follow, then in decide why',
  },
  projection: {
    looks: /^[a-z]+(-[a-z]+)*[a-z]s$/,
    like: 'the plural of its noun, such as payments',
    next: 'say in the spec which row the facts make, then in the projection how',
  },
  reaction: {
    looks: /^[a-z]+(-[a-z]+)*-when-[a-z]+(-[a-z]+)*$/,
    like: 'the sentence "do this when that", such as thank-when-delivered',
    next: 'say in the spec which command follows, then in commandFor from what; name the facts in FACTS',
  },
};

const usage =
  'npm run new -- event <thing-happened> | command <verb-noun> | projection <nouns> | reaction <do-when-fact>';
refuseWithoutPreconditions();
const [kind, name, ...more] = process.argv.slice(2);
if (!Object.hasOwn(KINDS, kind ?? '') || more.length > 0) refuse(usage);
const { looks, like, next } = KINDS[kind];
if (!looks.test(name ?? '')) refuse(`${kind} ${name ?? ''}: the name must be ${like}`);

const words = namesFrom(kind === 'projection' ? name.slice(0, -1) : name);
const fill = (text) => text.replace(/__(\w+?)__/g, (_, word) => words[word]);
const templates = join(root, 'scripts', 'templates', kind);
const files = readdirSync(templates, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((from) => ({ from, to: join(root, fill(relative(templates, from))) }));

const taken = files.map(({ to }) => (kind === 'event' ? to : dirname(to))).find((path) => existsSync(path));
if (taken) refuse(`${relative(root, taken)} is there already`);

for (const { from, to } of files) {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, fill(readFileSync(from, 'utf8')));
}
const written = files.map(({ to }) => relative(root, to));
spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', ...written], { cwd: root });
process.stdout.write(`${written.join('\n')}\nNext: ${next}.\n`);

/** Every form of a name that a template asks for. */
function namesFrom(kebab) {
  const [verb, ...noun] = kebab.split('-');
  const camel = kebab.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const pascal = camel[0].toUpperCase() + camel.slice(1);
  return {
    name: kebab,
    names: `${kebab}s`,
    Name: pascal,
    Names: `${pascal}s`,
    camel,
    camels: `${camel}s`,
    table: `${kebab.replaceAll('-', '_')}s`,
    verb,
    noun: noun.join('-'),
  };
}
