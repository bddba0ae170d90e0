import { describe, expect, it } from '@jest/globals';
import { count, counted, duration, jsonOf, plain, table } from './format.js';

describe('a number', () => {
  it('is grouped, and takes its noun along', () => {
    expect(count(1234567.4)).toBe('1,234,567');
    expect([0, 1, 2_000].map((n) => counted(n, 'event'))).toEqual(['0 events', '1 event', '2,000 events']);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_250, '1.3 s'],
    [59_400, '59 s'],
    [61_000, '1 min 1 s'],
    [3_600_000, '1 h 0 min'],
    [90_000_000, '25 h 0 min'],
  ])('of %d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('the text of others', () => {
  it('stays on its line and gives a terminal no commands', () => {
    expect(plain('a\n  b\u001b[2J\u009b31mc')).toBe('a b [2J 31mc');
  });

  it('is in JSON the same text, without what JSON itself lets through', () => {
    const document = { text: 'a\u001b\u007f\u0080\u009b31m\u009fé' };
    expect(jsonOf(document)).toBe('{"text":"a\\u001b\\u007f\\u0080\\u009b31m\\u009fé"}');
    expect(JSON.parse(jsonOf(document, 2))).toEqual(document);
  });
});

describe('a table', () => {
  it('has columns of one width, whatever the colours, and nothing at the ends of its lines', () => {
    const rows = [
      ['NAME', 'STATE', ''],
      ['inputs', { text: 'live', paint: (shown: string) => `\u001b[32m${shown}\u001b[39m` }, 'x'],
      ['a', 'rebuilding', ''],
    ];
    expect(table(rows)).toBe('NAME    STATE\ninputs  \u001b[32mlive\u001b[39m        x\na       rebuilding');
  });

  it('gives a terminal no commands but its own colours', () => {
    expect(table([['a\u009b2Jb', { text: 'c\u001b[2J', paint: (shown) => `<${shown}>` }]])).toBe('a 2Jb  <c [2J>');
  });
});
