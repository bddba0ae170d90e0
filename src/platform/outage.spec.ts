import { beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Outage } from './outage.js';

const lines: string[] = [];
const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
const told = () =>
  lines.splice(0).map((line) => {
    const { level, name, error, msg } = JSON.parse(line);
    return [pino.levels.labels[level], name, error ?? msg];
  });

describe('an outage', () => {
  let outage: Outage;
  beforeEach(() => {
    lines.length = 0;
    outage = new Outage(log, { failed: 'trying on', over: 'goes on' }, { name: 'it' });
  });

  it('is told once, its other tries for debugging only, and its end once', () => {
    outage.over();
    for (const message of ['refused', 'timed out']) outage.failed(new Error(message));
    expect(outage.error?.message).toBe('timed out');
    outage.over();
    outage.over();
    outage.failed(new Error('refused'));
    expect(told()).toEqual([
      ['warn', 'it', 'refused'],
      ['debug', 'it', 'timed out'],
      ['info', 'it', 'goes on'],
      ['warn', 'it', 'refused'],
    ]);
  });

  it('that needs a person is told whenever it is another one', () => {
    outage.failed(new Error('away'));
    for (const message of ['misplaced', 'misplaced', 'compacted']) outage.failed(new Error(message), 'error');
    expect(told().map(([level]) => level)).toEqual(['warn', 'error', 'debug', 'error']);
  });

  it('that is left to another ends unsaid', () => {
    outage.failed(new Error('away'));
    outage.leave();
    outage.over();
    expect(outage.error).toBeNull();
    expect(told()).toHaveLength(1);
  });
});
