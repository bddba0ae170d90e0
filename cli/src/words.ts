/** What states and reasons are called: as the console calls them. --json and filters have the names of the contract. */

type Words = Readonly<Record<string, string>>;

/** The others are words by themselves. */
const STATES: Words = { 'not-ready': 'not ready', deadLettered: 'dead-lettered' };

const REASONS: Words = {
  rejected: 'rejected by the destination',
  exhausted: 'all attempts failed',
  gone: 'the destination is gone (410)',
  'address-not-allowed': 'address not allowed',
  'destination-deleted': 'destination deleted',
  paused: 'held: destination paused',
  'breaker-open': 'held: breaker open',
  rate: 'held: rate limit',
  'ordering-key': 'held: behind its ordering key',
  scheduled: 'held: scheduled',
  'all-paused': 'held: all sending paused',
};

export const stateWord = (state: string): string => STATES[state] ?? state;

/** Why an input was given up, or is held. One that this command line does not know yet stands for itself. */
export const reasonWord = (reason: string): string => REASONS[reason] ?? reason;
