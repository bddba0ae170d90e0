/** What waits to be delivered now, and who knows it. */

export interface Backlog {
  /** Inputs whose time has come, and that are not settled. */
  queueDepth: number;
  /** Since when the oldest of them waits; null where there is none. */
  oldestPending: string | null;
}

/** Known to delivery, shown with statistics: whoever shows it asks here. */
export abstract class Backlogs {
  /** null: of all destinations. */
  abstract of(destination: string | null): Promise<Backlog>;
}
