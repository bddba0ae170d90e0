import { describe, expect, it } from '@jest/globals';
import { withPatience } from './patience.js';

describe('a beginning that needs the database', () => {
  it('is tried again while the database is away or busy', async () => {
    const errors = [new Error('timeout exceeded when trying to connect'), new Error('Connection terminated')];
    const result = await withPatience(() => {
      const error = errors.shift();
      if (error) throw error;
      return 'begun';
    });
    expect([result, errors]).toEqual(['begun', []]);
  });

  it('fails at once over anything else', async () => {
    let tries = 0;
    const begin = () => {
      tries++;
      throw new Error('the encryption key does not fit');
    };
    await expect(withPatience(begin)).rejects.toThrow('does not fit');
    expect(tries).toBe(1);
  });
});
