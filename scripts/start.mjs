/** npm start: builds what has changed, then runs in this very process, so that a Ctrl-C has one receiver. */
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';

refuseWithoutPreconditions();
const skip = ['1', 'on', 'true'].includes(process.env.INTAKE_SKIP_BUILD ?? '');
if (!skip) {
  const { buildIfChanged } = await import('./lib/build.mjs');
  await buildIfChanged({ onBuild: () => console.log('Building what has changed …') }).catch((error) =>
    refuse(error.message),
  );
}
await import('../dist/main.js');
