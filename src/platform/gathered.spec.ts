import { describe, expect, it } from '@jest/globals';
import { Gathered } from './gathered.js';

describe('what is asked for together', () => {
  it('is one question while another is under way, and each has its own answer', async () => {
    const asked: number[][] = [];
    const doubled = new Gathered(async (numbers: readonly number[]) => {
      asked.push([...numbers]);
      return numbers.map((n) => n * 2);
    });
    expect(await Promise.all([1, 2, 3, 4].map((n) => doubled.of(n)))).toEqual([2, 4, 6, 8]);
    expect(asked).toEqual([[1], [2, 3, 4]]);
  });

  it('is never more than it may be', async () => {
    const sizes: number[] = [];
    const gathered = new Gathered(async (all: readonly number[]) => {
      sizes.push(all.length);
      return all;
    }, 2);
    await Promise.all([1, 2, 3, 4, 5].map((n) => gathered.of(n)));
    expect(sizes).toEqual([1, 2, 2]);
  });

  it('takes along what comes before it is ready', async () => {
    const asked: number[][] = [];
    const ask = async (numbers: readonly number[]) => {
      asked.push([...numbers]);
      return numbers;
    };
    let becomeReady = () => {};
    const ready = new Promise<void>((resolve) => {
      becomeReady = resolve;
    });
    const gathered = new Gathered(ask, 500, () => ready);
    const first = gathered.of(1);
    await Promise.resolve();
    const second = gathered.of(2);
    becomeReady();
    expect(await Promise.all([first, second])).toEqual([1, 2]);
    expect(asked).toEqual([[1, 2]]);
  });

  it('fails together, and only those: the next question is asked all the same', async () => {
    const gathered = new Gathered(async (all: readonly string[]) => {
      if (all.includes('bad')) throw new Error('no');
      return all;
    });
    const answers = await Promise.allSettled([gathered.of('good'), gathered.of('bad'), gathered.of('beside')]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await gathered.of('after')).toBe('after');
  });
});
