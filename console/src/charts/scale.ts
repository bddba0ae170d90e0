/** Where figures stand in a chart: its height is a round number, and gaps stay gaps. */
export type Figure = number | null;

export interface Point {
  /** 0 left, 100 right. */
  x: number;
  /** 0 bottom, 100 top. */
  y: number;
}

/** The next round number that nothing rises above, and whose half is one too: 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, … */
export function roundTop(largest: number): number {
  if (largest <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * magnitude).find((step) => step >= largest)!;
}

/** Stretches without a gap in them. */
export function stretches(figures: readonly Figure[], top: number): Point[][] {
  const step = figures.length > 1 ? 100 / (figures.length - 1) : 0;
  const found: Point[][] = [];
  let open = false;
  for (const [at, figure] of figures.entries()) {
    if (figure === null) {
      open = false;
      continue;
    }
    if (!open) found.push([]);
    found.at(-1)!.push({ x: at * step, y: (figure / top) * 100 });
    open = true;
  }
  return found;
}

/** A line needs two ends: of a lonely point both are the same. */
export const lineThrough = (points: readonly Point[]): string =>
  (points.length === 1 ? [points[0]!, points[0]!] : points)
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(100 - y)}`)
    .join('');

/** Down to the ground. */
export const areaUnder = (points: readonly Point[]): string =>
  `${lineThrough(points)}L${rounded(points.at(-1)!.x)} 100L${rounded(points[0]!.x)} 100Z`;

const rounded = (n: number): number => Math.round(n * 100) / 100;
