/** What follows from events: started with the delivery role, stopped with it. */
export abstract class Reaction {
  abstract start(): Promise<void>;
  /** Ends what it has begun, within `drainMs`. */
  abstract stop(drainMs: number): Promise<void>;
}
