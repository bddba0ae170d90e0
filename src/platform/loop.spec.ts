import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { failingLoops, Loop, type LoopOptions } from './loop.js';
import { Wake } from './wake.js';

const NEVER_MS = 60_000;
const lines: string[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });

const loops: Loop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
  lines.length = 0;
});

/** Steps that are counted; `reached(n)` resolves when the n-th begins. */
function looping(step: (n: number) => boolean, options: Partial<LoopOptions> = {}) {
  const reached: (() => void)[] = [];
  let steps = 0;
  const loop = new Loop({
    name: 'test',
    log,
    pollMs: NEVER_MS,
    step: async () => {
      steps++;
      reached[steps]?.();
      return step(steps);
    },
    ...options,
  });
  loops.push(loop);
  return {
    loop,
    steps: () => steps,
    reached: (n: number) =>
      new Promise<void>((resolve) => {
        reached[n] = resolve;
        if (steps >= n) resolve();
      }),
  };
}

describe('a loop', () => {
  it('goes on at once while there is more, then waits', async () => {
    const { loop, steps, reached } = looping((n) => n < 3);
    loop.start();
    await reached(3);
    await Promise.resolve();
    expect(steps()).toBe(3);
  });

  it('goes on when it is woken, by its own wake or a shared one', async () => {
    const wake = new Wake();
    const { loop, reached } = looping(() => false, { wake });
    loop.start();
    await reached(1);
    wake.ring();
    await reached(2);
    loop.wake.ring();
    await reached(3);
  });

  it('goes on by itself after a while: a lost wake-up costs no event', async () => {
    const { loop, reached } = looping(() => false, { pollMs: 1 });
    loop.start();
    await reached(3);
  });

  it('goes on after errors, and tells of them once, and of their end', async () => {
    const { loop, reached } = looping((n) => {
      if (n < 3) throw new Error('the database is away');
      return n === 3;
    });
    loop.start();
    await reached(4);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { loop: 'test', error: 'the database is away' },
      { loop: 'test', msg: 'goes on again' },
    ]);
  });

  it('looks again at once and says nothing where an error only means that', async () => {
    const overtaken = new Error('someone else was first');
    const { loop, reached } = looping(
      (n) => {
        if (n < 3) throw overtaken;
        return false;
      },
      { again: (error) => error === overtaken },
    );
    loop.start();
    await reached(3);
    expect(lines).toEqual([]);
  });

  it('runs once, however often it is started', async () => {
    const { loop, steps, reached } = looping(() => false);
    loop.start();
    loop.start();
    await reached(1);
    await Promise.resolve();
    expect(steps()).toBe(1);
  });

  it('stops when the step under way is done, and tells that step', async () => {
    let finish = () => {};
    let told: AbortSignal | undefined;
    const { loop } = looping(() => false, {
      step: (stopping) => {
        told = stopping;
        return new Promise((resolve) => {
          finish = () => resolve(true);
        });
      },
    });
    loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await Promise.resolve();
    expect(told?.aborted).toBe(true);
    expect(stopped).toBe(false);
    finish();
    await stopping;
  });

  it('stops at once while it waits, after an error too', async () => {
    const idle = looping(() => false);
    const failing = looping(() => {
      throw new Error('away');
    });
    for (const { loop, reached } of [idle, failing]) {
      loop.start();
      await reached(1);
      const atOnce = await Promise.race([loop.stop().then(() => true), setImmediate(false)]);
      expect(atOnce).toBe(true);
    }
    expect([idle.steps(), failing.steps()]).toEqual([1, 1]);
  });

  it('that was never started stops', async () => {
    await looping(() => false).loop.stop();
  });
});

it('a loop that fails is told of until it goes on, or is stopped', async () => {
  const told: string[][] = [];
  const { loop, reached } = looping((n) => {
    told.push(failingLoops(0));
    if (n !== 3) throw new Error('not now');
    return true;
  });
  loop.start();
  await reached(5);
  // The third step came through.
  expect(told).toEqual([[], ['test'], ['test'], [], ['test']]);
  expect(failingLoops(60_000)).toEqual([]);
  await loop.stop();
  expect(failingLoops(0)).toEqual([]);
});
