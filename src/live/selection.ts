/**
 * Which events a listener of all inputs is told: the one place that says so, once for the log's tail and once, the same,
 * for the search that catches up.
 */
import type { RecordedEvent } from '../events/event.js';
import type { Selection as Searched } from '../platform/store/search.js';
import type { StoredStatus } from '../views/input.js';
import { typesLeadingTo } from './input-events.js';

/** Of all streams, those of inputs. */
const INPUTS = 'input-';

export interface Wanted {
  destination?: readonly string[] | undefined;
  status?: readonly StoredStatus[] | undefined;
  /** null or left out: of everybody. */
  owner?: string | null | undefined;
}

export class Selection {
  /** Listeners with the same key are told the same. */
  readonly key: string;
  private readonly destinations: ReadonlySet<string> | null;
  private readonly types: ReadonlySet<string> | null;
  private readonly owner: string | null;

  constructor({ destination, status, owner = null }: Wanted) {
    this.owner = owner;
    this.destinations = destination ? new Set(destination.toSorted()) : null;
    this.types = status ? new Set(typesLeadingTo(status)) : null;
    this.key = JSON.stringify([owner, listed(this.destinations), listed(this.types)]);
  }

  has({ stream, type, data }: RecordedEvent): boolean {
    if (!stream.startsWith(INPUTS)) return false;
    if (this.types && !this.types.has(type)) return false;
    const of = data as { destination: string; owner: string };
    if (this.owner !== null && of.owner !== this.owner) return false;
    return !this.destinations || this.destinations.has(of.destination);
  }

  get searched(): Searched {
    return { streamsOf: INPUTS, destinations: listed(this.destinations), types: listed(this.types), owner: this.owner };
  }
}

const listed = (values: ReadonlySet<string> | null): string[] | null => values && [...values];
