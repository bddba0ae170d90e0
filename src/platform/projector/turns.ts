/** Work on a partition is done one piece after the other; work on different partitions at once. */
export class Turns {
  private readonly last = new Map<number, Promise<unknown>>();

  /** Runs when all earlier work on these partitions is done, whatever became of it. */
  run<T>(partitions: readonly number[], work: () => Promise<T>): Promise<T> {
    const mine = Promise.allSettled(partitions.map((partition) => this.last.get(partition))).then(work);
    const settled = mine.catch(() => {});
    for (const partition of partitions) this.last.set(partition, settled);
    return mine;
  }
}
