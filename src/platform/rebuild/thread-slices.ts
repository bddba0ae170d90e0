/** Slices on worker threads, one each, with connections of their own: the process's main thread goes on answering. */
import { Worker } from 'node:worker_threads';
import { ahead } from '../waiting.js';
import type { FromThread, ThreadData, ToThread } from './slice-thread.js';
import type { Failed, Filling, Slices } from './slices.js';

const PROGRAM = new URL('./slice-thread.js', import.meta.url);

export class ThreadSlices implements Slices {
  private readonly threads: SliceThread[];

  constructor(databaseUrl: string, filling: Filling, of: number) {
    const indexes = Array.from({ length: of }, (_, index) => index);
    this.threads = indexes.map((index) => new SliceThread({ databaseUrl, filling, slice: { index, of } }));
  }

  async goTo(position: number, onward: (position: number) => void): Promise<void> {
    const told = () => onward(Math.round(mean(this.threads.map(({ reached }) => reached))));
    await Promise.all(this.threads.map((thread) => thread.goTo(position, told)));
  }

  failures(): Failed[] {
    return this.threads.flatMap(({ failures }) => failures);
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.end()));
  }
}

class SliceThread {
  reached = 0;
  failures: readonly Failed[] = [];
  private readonly worker: Worker;
  private readonly ended: Promise<never>;

  constructor(workerData: ThreadData) {
    this.worker = new Worker(PROGRAM, { workerData });
    this.ended = ahead(
      new Promise((_, reject) => {
        this.worker.once('error', reject);
        this.worker.once('exit', () => reject(new Error('a thread of the rebuild has ended')));
      }),
    );
  }

  async goTo(position: number, onward: () => void): Promise<void> {
    let hear: (message: FromThread) => void = () => {};
    const there = new Promise<void>((resolve, reject) => {
      hear = (message) => {
        if ('error' in message) return reject(Object.assign(new Error(message.error), { code: message.code }));
        this.reached = message.reached;
        onward();
        if (!message.failures) return;
        this.failures = message.failures;
        resolve();
      };
    });
    this.worker.on('message', hear);
    try {
      this.worker.postMessage({ goTo: position } satisfies ToThread);
      await Promise.race([there, this.ended]);
    } finally {
      this.worker.off('message', hear);
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
