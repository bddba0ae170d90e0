import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { KINDS, noteOf, subjectOf, typesOf } from './acts.js';

const DOCS = new URL('../../../../docs/audit.md', import.meta.url);
const EVENTS = new URL('../../../../src/events/', import.meta.url);

describe('acts', () => {
  it('are those that docs/audit.md names', () => {
    const table = readFileSync(DOCS, 'utf8').split('## What')[1]!.split('\n\n')[1]!;
    const named = [...table.matchAll(/`([A-Z]\w+…?)`/g)].map(([, name]) => name!);
    const matches = (type: string) =>
      named.some((name) => (name.endsWith('…') ? type.startsWith(name.slice(0, -1)) : type === name));
    const known = readdirSync(EVENTS)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) =>
        file
          .slice(0, -3)
          .split('-')
          .map((word) => word[0]!.toUpperCase() + word.slice(1))
          .join(''),
      );
    expect(Object.values(KINDS).flat().toSorted()).toEqual(known.filter(matches).toSorted());
  });

  it('are asked for by their kind', () => {
    expect(typesOf('keys')).toBe('AccessKeyIssued,AccessKeyRevoked');
    expect(typesOf(null).split(',')).toHaveLength(Object.values(KINDS).flat().length);
  });
});

describe('an act is about', () => {
  it.each([
    ['destination-orders', {}, { text: 'orders', to: '/destinations/orders' }],
    ['input-7', { reason: 'x' }, { text: '7', to: '/inputs/7' }],
    ['test-7', { destination: 'orders' }, { text: 'orders', to: '/destinations/orders' }],
    ['access-key-abc', { name: 'checkout' }, { text: 'checkout (abc)', to: '/access-keys' }],
    ['access-key-abc', {}, { text: 'abc', to: '/access-keys' }],
    ['operation-7', { kind: 'verify', subject: ['inputs.v3'] }, { text: 'verify inputs.v3' }],
    ['operation-7', {}, { text: '7' }],
    ['projection-inputs', {}, { text: 'inputs' }],
    ['projection-inputs', { position: 9 }, { text: 'inputs @ 9' }],
    ['delivery-all', {}, null],
  ])('%s %j', (stream, data, expected) => {
    expect(subjectOf({ stream, data })).toEqual(expected);
  });
});

it.each([
  [{ reason: 'sent by mistake' }, 'sent by mistake'],
  [{ reason: null }, ''],
  [
    { options: { repair: true, filter: { status: ['expired'] }, reason: null, topic: 't' } },
    'repair: true, filter: {"status":["expired"]}, topic: t',
  ],
  [{}, ''],
])('%j was done because: %s', (data, expected) => {
  expect(noteOf({ data })).toBe(expected);
});
