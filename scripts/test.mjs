/** node scripts/test.mjs <project...> [-- <jest arguments>]: builds, then runs Jest with real servers where a project needs them. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { buildIfChanged } from './lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';
import { root } from './lib/root.mjs';

refuseWithoutPreconditions();
const given = process.argv.slice(2);
const cut = given.indexOf('--');
// npm takes the first "--" for itself: what starts with a dash, and all after it, is Jest's as well.
const dash = given.findIndex((argument) => argument.startsWith('-'));
const end = cut >= 0 ? cut : dash >= 0 ? dash : given.length;
const projects = given.slice(0, end);
const more = given.slice(cut >= 0 ? cut + 1 : end);

await buildIfChanged().catch((error) => refuse(error.message));

const jest = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--maxWorkers',
    '2',
    ...(projects.length > 0 ? ['--selectProjects', ...projects] : []),
    ...more,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS:
        `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
    },
  },
);
// A Ctrl-C reaches Jest by itself; a signal to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => jest.kill('SIGTERM'));
jest.on('error', (error) => refuse(error.message));
jest.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
