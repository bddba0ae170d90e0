import { describe, expect, it } from '@jest/globals';
import type { Event } from '../../api/types.js';
import { lookBack } from './look-back.js';

const timeOf = (position: number) => new Date(Date.parse('2026-01-01T00:00:00.000Z') + position * 1_000).toISOString();

/** A log in which only these positions are acts. */
function logOf(positions: readonly number[]) {
  const looks: [number, number][] = [];
  return {
    looks,
    read: async (after: number, before: number) => {
      looks.push([after, before]);
      const found = positions.filter((position) => position > after && position < before);
      return found.map((position) => ({ position, occurredAt: timeOf(position) }) as Event);
    },
    timeAfter: async (position: number) => timeOf(position + 1),
  };
}
const back = (log: ReturnType<typeof logOf>, upTo: number, since: string | null = null) =>
  lookBack(upTo, since, log.read, log.timeAfter);
const shown = ({ items }: { items: Event[] }) => items.map(({ position }) => position);

describe('looking back', () => {
  it('shows what is newest first, down to the beginning', async () => {
    const page = await back(logOf([1, 7, 30_000]), 30_000);
    expect(shown(page)).toEqual([30_000, 7, 1]);
    expect(page).toMatchObject({ after: 0, upTo: 30_000, isLast: true, reached: timeOf(1) });
  });

  it('looks at each place once, and at none beyond its beginning', async () => {
    const log = logOf([]);
    await back(log, 45_000);
    expect(log.looks).toEqual([
      [25_000, 45_001],
      [5_000, 25_001],
      [0, 5_001],
    ]);
  });

  it('rests where it has looked through much, and goes on from there', async () => {
    const log = logOf([5]);
    const first = await back(log, 250_000);
    expect([shown(first), first.after, first.isLast]).toEqual([[], 50_000, false]);
    const second = await back(log, first.after);
    expect([shown(second), second.isLast]).toEqual([[5], true]);
  });

  it('rests where it has found enough', async () => {
    const many = Array.from({ length: 60 }, (_, at) => 90_000 + at);
    expect(await back(logOf(many), 100_000)).toMatchObject({ after: 80_000, isLast: false });
  });

  it('ends at a time', async () => {
    const page = await back(logOf([10, 70_000, 80_500, 99_000]), 100_000, timeOf(80_500));
    expect([shown(page), page.isLast, page.after]).toEqual([[99_000, 80_500], true, 80_000]);
  });

  it('has nothing to look at in a log that is empty', async () => {
    expect(await back(logOf([]), 0)).toEqual({ items: [], after: 0, upTo: 0, reached: null, isLast: true });
  });
});
