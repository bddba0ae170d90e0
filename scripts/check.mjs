/** npm run check: build, types, lint, contracts, docs, unused code; ends at the first that fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfChanged } from './lib/build.mjs';
import { refuseWithoutPreconditions } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

refuseWithoutPreconditions();

const node = (...args) => run(process.execPath, args);
const tool = (name, ...args) => run(join(root, 'node_modules', '.bin', name), args);

await step('build', () => buildIfChanged({ force: true }));
await step('types', () => tool('tsc', '-p', 'tsconfig.json'));
await step('types of the command line', () => tool('tsc', '-p', 'cli'));
await step('types of the console', () => tool('tsc', '-p', 'console'));
await step('lint', () => tool('biome', 'check', '.'));
await step('contracts', () => node('scripts/contracts.mjs', '--check'));
await step('docs', () => node('scripts/docs.mjs', '--check'));
await step('unused code', () => tool('knip'));

async function step(name, work) {
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error.message}\n✗ ${name}\n`);
    process.exit(1);
  }
  process.stdout.write(`✓ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
}

/** Its output is of interest only when it fails. */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
}
