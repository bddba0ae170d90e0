import { describe, expect, it } from '@jest/globals';
import { areaUnder, lineThrough, roundTop, stretches } from './scale.js';

it.each([
  [0, 1],
  [1, 1],
  [3, 3],
  [7, 8],
  [10, 10],
  [11, 20],
  [217, 300],
  [499, 500],
  [501, 600],
  [801, 1_000],
])('a chart of %d is as high as %d', (largest, top) => {
  expect(roundTop(largest)).toBe(top);
});

describe('figures', () => {
  it('stand from left to right', () => {
    expect(stretches([0, 5, 10], 10)).toEqual([
      [
        { x: 0, y: 0 },
        { x: 50, y: 50 },
        { x: 100, y: 100 },
      ],
    ]);
    expect(stretches([5], 10)).toEqual([[{ x: 0, y: 50 }]]);
  });

  it('that are missing are a gap', () => {
    expect(stretches([null, 1, null, null, 1, 1], 1).map((points) => points.map(({ x }) => x))).toEqual([
      [20],
      [80, 100],
    ]);
    expect(stretches([null, null], 1)).toEqual([]);
  });

  it('are a line, and what lies under it', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 100, y: 33.333_3 },
    ];
    expect(lineThrough(points)).toBe('M0 100L100 66.67');
    expect(lineThrough([{ x: 50, y: 10 }])).toBe('M50 90L50 90');
    expect(areaUnder(points)).toBe('M0 100L100 66.67L100 100L0 100Z');
  });
});
