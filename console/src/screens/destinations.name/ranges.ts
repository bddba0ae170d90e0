/** Over how long figures are shown, and in which steps: so many that a chart has a form, and few enough for it to be read. */
export const RANGES = {
  '1h': { ms: 3_600_000, step: '1m' },
  '1d': { ms: 86_400_000, step: '5m' },
  '7d': { ms: 7 * 86_400_000, step: '1h' },
  '30d': { ms: 30 * 86_400_000, step: '1d' },
} as const;

export type Range = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as Range[];

export const rangeIn = ({ range }: Record<string, string>): Range => RANGE_NAMES.find((name) => name === range) ?? '1h';
