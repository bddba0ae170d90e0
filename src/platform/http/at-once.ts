/**
 * How many of something there are at once, in all and of each one. Guarantee: never more than `most`, and of one never more
 * than `each`; only who has some takes memory.
 */
export interface Place {
  /** Said again, it says nothing. */
  leave(): void;
}

export class AtOnce {
  private readonly of = new Map<string, number>();
  private all = 0;

  constructor(
    readonly most: number,
    readonly each: number,
  ) {}

  get count(): number {
    return this.all;
  }

  /** 'full': there are as many as there may be; 'share': so has this one. `who` null: counted among all only. */
  enter(who: string | null): Place | 'full' | 'share' {
    if (this.all >= this.most) return 'full';
    if (who !== null && this.countOf(who) >= this.each) return 'share';
    this.add(who, 1);
    let left = false;
    return {
      leave: () => {
        if (!left) this.add(who, -1);
        left = true;
      },
    };
  }

  private countOf(who: string): number {
    return this.of.get(who) ?? 0;
  }

  private add(who: string | null, change: 1 | -1): void {
    this.all += change;
    if (who === null) return;
    const count = this.countOf(who) + change;
    if (count > 0) this.of.set(who, count);
    else this.of.delete(who);
  }
}
