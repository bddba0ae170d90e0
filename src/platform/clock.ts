/** Time comes in through here, so that rules stay pure and tests can hold it still. */
export interface Clock {
  /** Wall clock. Never used for leases or schedules between processes: those are PostgreSQL's. */
  now(): Date;
  /** Milliseconds that only go forward, for durations and deadlines inside this process. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
