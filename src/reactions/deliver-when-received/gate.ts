/**
 * What a destination lets through: its rate, its breaker, what it asked for by Retry-After. One gate a destination,
 * locked by whoever claims, so that all of it holds over all processes together (G9). Times are PostgreSQL's. Pure.
 */
export interface Gate {
  /** The earliest that the next request may begin; null: no rate has been kept yet. In ms, as all times here. */
  nextAt: number | null;
  /** The destination's version that the breaker speaks of: a newer one begins with a closed one. */
  version: number;
  /** Failures in a row. */
  failures: number;
  /** null: closed. Ahead: open. Past: half-open. */
  openUntil: number | null;
  /** How often it has opened since it was last closed. */
  opened: number;
  /** How many may be under way at once while a destination that is back is not trusted with all; null: all. */
  ramp: number | null;
  retryAfterUntil: number | null;
}

/** What is asked of a gate, for one version of its destination. */
export interface Demand {
  now: number;
  version: number;
  ratePerSecond: number | null;
  concurrency: number;
  /** At most this many requests. */
  wanted: number;
}

export interface Admission {
  /** How many requests may be under way at once, over all processes. */
  atOnce: number;
  /** How many may begin, each at its own time. */
  places: number;
}

/** What an attempt tells of its destination, not of its input. */
export interface Experience {
  /** The destination's version that the attempt used. */
  version: number;
  /** worked: it answered, be it with a refusal. */
  kind: 'worked' | 'failed' | 'says nothing';
  retryAfterMs: number | null;
}

/** How far ahead of their time requests are given out: what a worker's look is apart from the next one, and some more. */
const AHEAD_MS = 500;
const FAILURES_TO_OPEN = 10;
const OPEN_MS = 5_000;
/** Not longer, so that a destination that is back is found within a minute by nobody's hand (G14). */
const MOST_OPEN_MS = 30_000;
/** Where even the largest concurrency is reached. */
const RAMPED = 1_000;

export function admit(gate: Gate, demand: Demand): Admission {
  const { ramp, retryAfterUntil } = atVersion(gate, demand.version);
  const { breaker } = viewOf(gate, demand);
  const atOnce = breaker === 'half-open' ? 1 : Math.min(demand.concurrency, ramp ?? RAMPED);
  const shut = breaker === 'open' || (retryAfterUntil ?? 0) > demand.now;
  return { atOnce, places: shut ? 0 : Math.min(demand.wanted, placesAtRate(gate, demand)) };
}

/** The gate after `taken` places were given, and of each the ms from now until its request may begin. */
export function give(gate: Gate, demand: Demand, taken: number): { gate: Gate; startInMs: number[] } {
  const { now, ratePerSecond } = demand;
  if (ratePerSecond === null) return { gate, startInMs: Array(taken).fill(0) };
  const apart = 1_000 / ratePerSecond;
  const first = firstAt(gate, now, ratePerSecond);
  return {
    gate: { ...gate, nextAt: first + taken * apart },
    startInMs: Array.from({ length: taken }, (_, n) => first + n * apart - now),
  };
}

export function viewOf(gate: Gate, { now, version }: Pick<Demand, 'now' | 'version'>) {
  const { openUntil } = atVersion(gate, version);
  if (openUntil === null) return { breaker: 'closed' as const };
  return { breaker: openUntil > now ? ('open' as const) : ('half-open' as const) };
}

export function learn(gate: Gate, { version, kind, retryAfterMs }: Experience, now: number): Gate {
  // What was met with an older version says nothing of the newer.
  if (version < gate.version) return gate;
  const standing = atVersion(gate, version);
  const retryAfterUntil =
    retryAfterMs === null ? standing.retryAfterUntil : Math.max(standing.retryAfterUntil ?? 0, now + retryAfterMs);
  const asked = { ...standing, retryAfterUntil };
  if (kind === 'says nothing') return asked;
  return kind === 'worked' ? afterSuccess(asked) : afterFailure(asked, now);
}

/** The first success after it was open closes it, and the destination gets more at once step by step: no herd. */
function afterSuccess(gate: Gate): Gate {
  const wasOpen = gate.openUntil !== null;
  const ramp = wasOpen ? 2 : gate.ramp === null ? null : gate.ramp * 2;
  return { ...gate, failures: 0, openUntil: null, opened: 0, ramp: ramp !== null && ramp >= RAMPED ? null : ramp };
}

function afterFailure(gate: Gate, now: number): Gate {
  const failures = gate.failures + 1;
  // Under way when it opened: it is open already.
  if (gate.openUntil !== null && gate.openUntil > now) return { ...gate, failures };
  if (gate.openUntil === null && failures < FAILURES_TO_OPEN) return { ...gate, failures };
  const openUntil = now + Math.min(MOST_OPEN_MS, OPEN_MS * 2 ** gate.opened);
  return { ...gate, failures, openUntil, opened: gate.opened + 1, ramp: null };
}

/** A newer version of the destination, whatever has changed, begins with a closed breaker and owes nobody a wait. */
function atVersion(gate: Gate, version: number): Gate {
  if (version <= gate.version) return gate;
  return { ...gate, version, failures: 0, openUntil: null, opened: 0, ramp: null, retryAfterUntil: null };
}

function placesAtRate(gate: Gate, demand: Demand): number {
  if (demand.ratePerSecond === null) return Number.POSITIVE_INFINITY;
  const early = demand.now + AHEAD_MS - firstAt(gate, demand.now, demand.ratePerSecond);
  return early < 0 ? 0 : Math.floor((early * demand.ratePerSecond) / 1_000) + 1;
}

/** When the next request may begin. Further ahead than this rate could have put it, a lower one has: that is over. */
function firstAt({ nextAt }: Gate, now: number, ratePerSecond: number): number {
  const furthest = now + AHEAD_MS + 1_000 / ratePerSecond + 1;
  return nextAt === null || nextAt > furthest ? now : Math.max(nextAt, now);
}
