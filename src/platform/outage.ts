/** What is wrong with something that is tried for ever: told once for an outage and once at its end, not at every try. */
import type { Log } from './log.js';

export interface OutageLines {
  failed: string;
  over: string;
}

export class Outage {
  private lasting: Error | null = null;

  constructor(
    private readonly log: Log,
    private readonly lines: OutageLines,
    private readonly fields: Record<string, string> = {},
  ) {}

  /** Why it does not go on now. */
  get error(): Error | null {
    return this.lasting;
  }

  /** `level` error: it needs a person, so whatever is new about it is told too; debug: somebody else tells it. */
  failed(error: Error, level: 'debug' | 'warn' | 'error' = 'warn'): void {
    const told = this.lasting && (level !== 'error' || this.lasting.message === error.message);
    this.log[told ? 'debug' : level]({ ...this.fields, error: error.message }, this.lines.failed);
    this.lasting = error;
  }

  over(): void {
    if (this.lasting) this.log.info(this.fields, this.lines.over);
    this.lasting = null;
  }

  /** It is another's to get on with, who tells of it. */
  leave(): void {
    this.lasting = null;
  }
}
