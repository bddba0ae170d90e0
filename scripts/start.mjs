/**
 * npm start: builds what has changed, then runs in this very process, so that a Ctrl-C has one receiver. npm passes other
 * signals on to nobody: where it is gone, Intake stops in order.
 */
import { buildIfChanged, buildIsSkipped } from './lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';

refuseWithoutPreconditions();
if (!buildIsSkipped()) {
  await buildIfChanged({ onBuild: () => console.log('Building what has changed …') }).catch((error) =>
    refuse(error.message),
  );
}
const parent = process.ppid;
if (process.env.npm_lifecycle_event === 'start') {
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 1_000).unref();
}
await import('../dist/main.js');
