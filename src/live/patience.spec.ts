import { expect, it } from '@jest/globals';
import { patiently } from './patience.js';

const { signal: open } = new AbortController();
const away = () => Object.assign(new Error('terminating connection'), { code: '57P01' });

it('a database that is away is asked again, until it answers', async () => {
  const errors = [away()];
  const read = async () => {
    const error = errors.pop();
    if (error) throw error;
    return 'page';
  };
  expect(await patiently(open, read)).toBe('page');
});

it('nobody is waited for who has gone meanwhile', async () => {
  const leaving = new AbortController();
  const read = async () => {
    leaving.abort();
    throw away();
  };
  expect(await patiently(leaving.signal, read)).toBe(null);
});

it('a fault of ours is told at once', async () => {
  await expect(patiently(open, () => Promise.reject(new Error('fault')))).rejects.toThrow('fault');
});
