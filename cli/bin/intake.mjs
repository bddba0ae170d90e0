#!/usr/bin/env node
/** npx --no intake: builds the command line where it has changed, then is it. */
import { buildIfChanged, buildIsSkipped } from '../../scripts/lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from '../../scripts/lib/preconditions.mjs';

refuseWithoutPreconditions();
const onBuild = () => process.stderr.write('Building what has changed …\n');
// All others ask an Intake that runs; this one is a program of the server's.
const parts = process.argv.includes('restored') ? ['server', 'cli'] : ['cli'];
if (!buildIsSkipped()) await buildIfChanged({ parts, onBuild }).catch((error) => refuse(error.message));
await import('../dist/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  refuse('something is missing: run npm ci, and leave INTAKE_SKIP_BUILD off');
});
