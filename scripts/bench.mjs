/**
 * npm run bench -- <name> [--runs 3] [--json]: builds, then measures, on servers of its own in a temporary directory. Every
 * file of bench/ is a measurement. It fails on errors only, never because a machine is slow.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from './lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

refuseWithoutPreconditions();
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));
const { wanted, runs, json } = given();
await buildIfChanged({ parts: ['server', 'console'] }).catch((error) => refuse(error.message));

const { figuresOf } = await import('../bench/support/measuring.mjs');
const { asTable } = await import('../bench/support/table.mjs');
const { machineLines, machine } = await import('../bench/support/machine.mjs');
const figures = [];
for (const name of wanted) {
  for await (const figure of figuresOf(await import(`../bench/${name}.mjs`), { runs, tell })) {
    figures.push(figure);
    if (!json) process.stdout.write(`${asTable(figure)}\n`);
  }
}
process.stdout.write(
  json ? `${JSON.stringify({ ...machine(), figures }, null, 2)}\n` : `\n${machineLines().join('\n')}\n`,
);

function given() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
    });
    const unknown = positionals.filter((name) => !names.includes(name));
    const usable = positionals.length > 0 && unknown.length === 0 && /^[1-9]\d?$/.test(values.runs);
    if (usable) return { wanted: positionals, runs: Number(values.runs), json: values.json };
  } catch {
    // An option that is none: as below.
  }
  return refuse(`npm run bench -- <name> [--runs 3] [--json], where <name> is one of: ${names.join(', ')}`);
}

/** What is being done, for who waits; never among the figures. */
function tell(line) {
  process.stderr.write(`${line}\n`);
}
