/** The program of a worker thread: folds one slice of the log, as far as it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadProjections } from '../discover.js';
import { createLog } from '../log.js';
import { definedProjections } from '../projector/projection.js';
import type { Slice } from './log-slice.js';
import { rebuildPool } from './rebuild-pool.js';
import { type Filling, openSlice } from './slices.js';

export interface ThreadData {
  databaseUrl: string;
  filling: Filling;
  slice: Slice;
}

export interface ToThread {
  goTo: number;
}

export type FromThread = { reached: number; done: boolean } | { error: string; code: string | undefined };

const { databaseUrl, filling, slice } = workerData as ThreadData;
const tell = (message: FromThread): void => parentPort!.postMessage(message);

await loadProjections();
const projection = definedProjections().find(({ name }) => name === filling.projection)!;
const mine = openSlice(rebuildPool(databaseUrl, createLog('silent', false)), projection, filling, slice);

parentPort!.on('message', ({ goTo }: ToThread) => {
  mine
    .goTo(goTo, (reached) => tell({ reached, done: false }))
    .then(
      () => tell({ reached: goTo, done: true }),
      // Only plain data passes between threads.
      (error: Error & { code?: string }) => tell({ error: error.message, code: error.code }),
    );
});
