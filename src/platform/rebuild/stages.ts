/** What a build tells of its progress, where it may be one of several in the same operation. */
import type { Work } from '../operations/operation.js';

export class Stages {
  private log = 0;

  constructor(
    private readonly work: Pick<Work, 'operation' | 'report'>,
    private readonly which: { index: number; of: number },
  ) {}

  enter(phase: string): void {
    const { index, of } = this.which;
    this.work.report({ phase: of === 1 ? phase : `${phase} ${this.work.operation.subject[index]}` });
  }

  /** How many events there are to go through. */
  total(events: number): void {
    this.log = events;
    this.work.report({ total: events * this.which.of });
  }

  done(events: number): void {
    this.work.report({ done: events + this.which.index * this.log });
  }
}
