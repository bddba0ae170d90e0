/** The command line and the console call things by the same words, and show the same figures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { behind } from '../../../cli/src/behind.js';
import { count, duration } from '../../../cli/src/format.js';
import { reasonWord, stateWord } from '../../../cli/src/words.js';
import { inputWords } from '../inputs/words.js';
import { followingWords } from '../projections/words.js';
import { createFormat } from './format.js';

type Shapes = Record<string, { properties: Record<string, { enum?: string[] }> }>;

const CONTRACT = fileURLToPath(new URL('../../../contracts/openapi.json', import.meta.url));
const shapes: Shapes = JSON.parse(readFileSync(CONTRACT, 'utf8')).components.schemas;
const namesOf = (shape: string, member: string): string[] => shapes[shape]!.properties[member]!.enum!;
const format = createFormat('en');
/** From then on the console counts days: who waits so long has no use for minutes. */
const TWO_DAYS_MS = 2 * 86_400_000;

it.each<[string, string, object, (name: string) => string]>([
  ['Input', 'status', inputWords.en, stateWord],
  ['Held', 'reason', inputWords.en, reasonWord],
  ['DeadLetters', 'reason', inputWords.en, reasonWord],
  ['Projection', 'state', followingWords.en, stateWord],
  ['Relay', 'state', followingWords.en, stateWord],
])('of each %s, its %s', (shape, member, words, wordOf) => {
  const shown = words as Record<string, unknown>;
  const names = namesOf(shape, member);
  expect(names.map((name) => [name, shown[name]])).toEqual(names.map((name) => [name, wordOf(name)]));
});

it('counts and durations', () => {
  const ms = fc.integer({ min: 0, max: TWO_DAYS_MS - 1 });
  fc.assert(fc.property(ms, (n) => expect([format.count(n), format.duration(n)]).toEqual([count(n), duration(n)])));
});

it.each([0, 1, 1_200])('that something is %d events behind', (lagEvents) => {
  const words = followingWords.en;
  const shown = lagEvents === 0 ? words.upToDate : words.behind(format.count(lagEvents), format.duration(125_000));
  expect(shown).toBe(behind({ lagEvents, lagMs: 125_000 }));
});
