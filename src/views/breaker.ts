/** Whether a destination is trusted with attempts, and who knows it. */
export const breakerStates = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** Known to delivery, shown with destinations: whoever shows them asks here. */
export abstract class Breakers {
  /** By name, of each destination at the version given. */
  abstract of(destinations: readonly { name: string; version: number }[]): Promise<ReadonlyMap<string, BreakerState>>;
}
