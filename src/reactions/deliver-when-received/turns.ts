/** Destinations that want to be looked at, in turn; none by two at once, and none forgotten that asks meanwhile. */
export class Turns {
  private readonly asking = new Set<string>();
  private readonly taken = new Set<string>();

  ask(destination: string): void {
    this.asking.add(destination);
  }

  /** Whose turn it is; null: nobody asks but those that are being looked at. To be given back by `done`. */
  next(): string | null {
    for (const destination of this.asking) {
      if (this.taken.has(destination)) continue;
      this.asking.delete(destination);
      this.taken.add(destination);
      return destination;
    }
    return null;
  }

  done(destination: string): void {
    this.taken.delete(destination);
  }

  /** How many share what there is. */
  get size(): number {
    return new Set([...this.asking, ...this.taken]).size;
  }
}
