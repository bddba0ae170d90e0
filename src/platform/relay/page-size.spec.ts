import { describe, expect, it } from '@jest/globals';
import { PageSize } from './page-size.js';

const events = (count: number, bytes: number) => Array.from({ length: count }, () => ({ data: 'x'.repeat(bytes) }));

describe('how much is read at once', () => {
  it('grows to 2,000 small events', () => {
    const size = new PageSize();
    for (let n = 0; n < 5; n++) size.learn(events(size.limit, 200));
    expect(size.limit).toBe(2_000);
  });

  it('falls at once where events are large, and stays above none', () => {
    const size = new PageSize();
    size.learn(events(100, 262_144));
    expect(size.limit).toBe(32);
    size.learn(events(2, 20_000_000));
    expect(size.limit).toBe(16);
  });

  it('learns nothing from an empty page', () => {
    const size = new PageSize();
    const { limit } = size;
    size.learn([]);
    expect(size.limit).toBe(limit);
  });
});
