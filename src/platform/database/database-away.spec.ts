import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway } from './database-away.js';

describe('the database is away', () => {
  const withCode = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });
  it.each(['08006', '57P01', '57P03', '53300', '53100', '40001', '40P01', '55P03', '57014', 'ECONNREFUSED'])(
    '%s',
    (code) => {
      expect(isDatabaseAway(withCode(code))).toBe(true);
      expect(isDatabaseAway(Object.assign(new Error('query failed'), { driverError: withCode(code) }))).toBe(true);
    },
  );
  it('a socket file that is not there', () => {
    expect(isDatabaseAway(withCode('ENOENT', { syscall: 'connect' }))).toBe(true);
  });
  it('nothing else', () => {
    for (const fault of [
      withCode('23505'),
      withCode('42P01'),
      withCode('ENOENT', { syscall: 'open' }),
      new Error('x'),
      'x',
      null,
    ]) {
      expect(isDatabaseAway(fault)).toBe(false);
    }
  });
});
