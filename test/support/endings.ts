/** Ends what a test has begun, the last first, each given its chance: also where a beginning failed half-way. */
export class Endings {
  private readonly ends: (() => Promise<unknown>)[] = [];

  /** Remembers how to end what it gives back. */
  of<T>(begun: Promise<T>, end: (begun: T) => Promise<unknown>): Promise<T> {
    // What did not begin was told to whoever began it.
    this.add(() => begun.then(end, () => {}));
    return begun;
  }

  add(end: () => Promise<unknown>): void {
    this.ends.push(end);
  }

  async all(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.ends.splice(0).reverse()) await end().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
