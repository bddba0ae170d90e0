/** The program of a worker thread: folds one slice of the log, as far as it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadProjections } from '../discover.js';
import { createLog } from '../log.js';
import { definedProjections } from '../projector/projection.js';
import type { Slice } from './log-slice.js';
import { rebuildPool } from './rebuild-pool.js';
import { type Failed, type Filling, OpenSlice } from './slices.js';

export interface ThreadData {
  databaseUrl: string;
  filling: Filling;
  slice: Slice;
}

export interface ToThread {
  goTo: number;
}

export type FromThread = { reached: number; failures?: Failed[] } | { error: string; code: string | undefined };

const { databaseUrl, filling, slice } = workerData as ThreadData;
const tell = (message: FromThread): void => parentPort!.postMessage(message);

await loadProjections();
const projection = definedProjections().find(({ name }) => name === filling.projection)!;
const mine = new OpenSlice(rebuildPool(databaseUrl, createLog('silent', false)), projection, filling, slice);

parentPort!.on('message', ({ goTo }: ToThread) => {
  mine
    .goTo(goTo, (reached) => tell({ reached }))
    .then(
      () => tell({ reached: goTo, failures: mine.failures() }),
      // Only plain data passes between threads.
      (error: Error & { code?: string }) => tell({ error: error.message, code: error.code }),
    );
});
