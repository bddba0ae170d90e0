import { describe, expect, it } from '@jest/globals';
import { EXIT } from './exit.js';
import { foreign, refusal, unreachable } from './refusal.js';

const connection = { url: 'http://127.0.0.1:3000', key: 'k', keySource: '/data/admin-key' };
const problem = (code: string, more = {}) => ({
  type: `/problems/${code}`,
  title: 'A title',
  detail: 'a detail',
  instance: null,
  code,
  errors: null,
  requestId: null,
  ...more,
});

describe('an answer that is none', () => {
  it.each([
    [400, EXIT.refused],
    [401, EXIT.refused],
    [404, EXIT.refused],
    [409, EXIT.refused],
    [429, EXIT.refused],
    [500, EXIT.failed],
    [503, EXIT.unreachable],
  ])('of status %d ends with %d', (status, exitCode) => {
    expect(refusal({ status }, problem('not-found'), connection)).toMatchObject({ exitCode });
  });

  it('says what is wrong, where, and what to do', () => {
    const errors = [{ in: 'body', pointer: '/to', detail: 'must not lie before from' }];
    const { message, more } = refusal({ status: 422 }, problem('validation-failed', { errors }), connection);
    expect(message).toBe('A title (422 validation-failed): a detail');
    expect(more.hints).toEqual([
      '/to: must not lie before from',
      'What to do: http://127.0.0.1:3000/problems/validation-failed',
    ]);
  });

  it('gives a terminal no commands, whatever it quotes', () => {
    const errors = [{ in: 'body', pointer: '/\u009b2J', detail: '\u001b[2J' }];
    const { message, more } = refusal({ status: 422 }, problem('c', { detail: '\u001b[2J', errors }), connection);
    expect([message, ...more.hints!].join('')).not.toMatch(/\p{Cc}/u);
  });

  it('for want of a key says where it was looked for, or which one it was', () => {
    const hint = (key: string | null) =>
      refusal({ status: 401 }, problem('unauthenticated'), { ...connection, key }).more.hints?.[0];
    expect(hint(null)).toBe('Set INTAKE_KEY: there is no key in /data/admin-key');
    expect(hint('k')).toContain('The key is the one in /data/admin-key');
  });

  it('of something else is not taken for one of Intake', () => {
    expect(refusal({ status: 404 }, '<html>', connection)).toEqual(foreign(connection));
    expect(foreign(connection).exitCode).toBe(EXIT.unreachable);
  });

  it('that does not come names the cause', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const { exitCode, message } = unreachable(new TypeError('fetch failed', { cause }), connection);
    expect(exitCode).toBe(EXIT.unreachable);
    expect(message).toBe('no Intake answers at http://127.0.0.1:3000 (ECONNREFUSED)');
  });
});
