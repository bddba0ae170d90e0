/** npm run build: what has changed, of the server, of the command line and of the console. */
import { buildIfChanged } from './lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';

refuseWithoutPreconditions();
await buildIfChanged().catch((error) => refuse(error.message));
