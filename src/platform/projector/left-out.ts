/**
 * Events that change nothing in a projection's rows: those of a parked stream, from the one on that could not be
 * applied, and single ones that an admin has skipped. A stream that fails meanwhile is one of them from then on.
 */
import type { StoredEvent } from '../store/stored-event.js';

export type Place = Pick<StoredEvent, 'stream' | 'version'>;

/** The event that cannot be applied, and why. */
export interface Failure {
  event: Pick<StoredEvent, 'position' | 'stream' | 'version' | 'type'>;
  error: unknown;
}

export class LeftOut {
  private readonly parkedFrom = new Map<string, number>();
  private readonly skipped = new Map<string, Set<number>>();
  private readonly failed = new Map<string, Failure>();

  /** Of each stream that has failed meanwhile, the first event that did. */
  get failures(): Failure[] {
    return [...this.failed.values()];
  }

  /** From this version of the stream on. */
  park({ stream, version }: Place): void {
    this.parkedFrom.set(stream, version);
  }

  skip({ stream, version }: Place): void {
    const versions = this.skipped.get(stream);
    if (versions) versions.add(version);
    else this.skipped.set(stream, new Set([version]));
  }

  /** It may come after a failure at a later event of the stream: where more is looked at, more is found. */
  fail(event: Failure['event'], error: unknown): void {
    if (event.version > (this.failed.get(event.stream)?.event.version ?? event.version)) return;
    this.failed.set(event.stream, { event, error });
    this.park(event);
  }

  has({ stream, version }: Place): boolean {
    if (this.parkedFrom.size > 0 && version >= (this.parkedFrom.get(stream) ?? version + 1)) return true;
    return this.skipped.size > 0 && this.skipped.get(stream)?.has(version) === true;
  }
}
