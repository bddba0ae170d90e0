import { describe, expect, it } from '@jest/globals';
import { createFormat } from './format.js';
import { ofBrowser } from './language.js';

const en = createFormat('en');
const zh = createFormat('zh');
const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const after = (ms: number) => new Date(NOW + ms).toISOString();

describe('a time', () => {
  it.each([
    [0, 'now', '现在'],
    [1_500, 'now', '现在'],
    [-5_000, '5 sec ago', '5秒前'],
    [-61_000, '1 min ago', '1分钟前'],
    [3_600_000, 'in 1 hr', '1小时后'],
    [-3 * 86_400_000, '3 days ago', '3天前'],
  ])('%d ms from now', (ms, english, chinese) => {
    expect([en.relative(after(ms), NOW), zh.relative(after(ms), NOW)]).toEqual([english, chinese]);
  });
});

it('sizes and counts are short', () => {
  expect([en.bytes(1_023), en.bytes(1_536), en.count(1_234_567.4)]).toEqual(['1,023 B', '1.5 KiB', '1,234,567']);
});

it.each([
  [['zh-CN', 'en'], 'zh'],
  [['de', 'en-US'], 'en'],
  [['de'], 'en'],
  [[], 'en'],
])('a browser that wants %j reads %s', (wanted, language) => {
  expect(ofBrowser(wanted)).toBe(language);
});
