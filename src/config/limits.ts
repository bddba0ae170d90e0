/** What a process holds and takes at most, where a machine or its users may want another number (docs/limits.md). */
import { described, type Read, wholeNumber } from './kinds.js';

const MIB = 1024 * 1024;
const upTo = (most: number) => wholeNumber(1, most);
const api = ['api'] as const;

export const variables = {
  INTAKE_MAX_CONNECTIONS: upTo(1_000_000).default(10_000).register(described, { does: 'connections at once' }),
  INTAKE_MAX_CONNECTIONS_PER_ADDRESS: upTo(1_000_000)
    .default(5_000)
    .register(described, { does: 'of these, from one address; a trusted proxy may have all' }),
  INTAKE_MAX_REQUESTS: upTo(1_000_000)
    .default(5_000)
    .register(described, { does: 'requests in work at once, streams not counted', roles: api }),
  INTAKE_MAX_LATENESS_MS: wholeNumber(10, 60_000).default(300).register(described, {
    does: 'how long a turn of its event loop may take before it refuses what comes in the same turn',
    roles: api,
  }),
  INTAKE_MAX_BODY_BYTES: wholeNumber(16 * MIB, 16_384 * MIB)
    .default(128 * MIB)
    .register(described, { does: 'bytes of request bodies in hand at once; batches have at most half', roles: api }),
  INTAKE_MAX_STREAMS: upTo(1_000_000)
    .default(5_000)
    .register(described, { does: 'open streams of server-sent events', roles: api }),
  INTAKE_MAX_STREAMS_PER_KEY: upTo(1_000_000)
    .default(2_500)
    .register(described, { does: 'of these, of one key and of stream tokens given to it', roles: api }),
  INTAKE_MAX_WAITS: upTo(1_000_000)
    .default(1_000)
    .register(described, { does: 'requests that wait by `Prefer: wait`; one more is answered at once', roles: api }),
  INTAKE_MAX_WAITS_PER_KEY: upTo(1_000_000)
    .default(500)
    .register(described, { does: 'of these, of one key', roles: api }),
  INTAKE_MAX_OPERATIONS: upTo(100_000)
    .default(100)
    .register(described, { does: 'operations that have not ended, in the whole Intake', roles: api }),
  INTAKE_REQUESTS_PER_SECOND: upTo(1_000_000).optional().register(described, {
    does: 'requests that a key may send in a second, in each process',
    otherwise: 'no limit',
    roles: api,
  }),
  INTAKE_INPUTS_PER_SECOND: upTo(1_000_000).optional().register(described, {
    does: 'inputs that a key may send in a second, in each process; a batch counts its lines',
    otherwise: 'no limit',
    roles: api,
  }),
  INTAKE_UNKNOWN_KEYS_PER_SECOND: upTo(10_000).default(100).register(described, {
    does: 'access keys that one address may try, which this process does not know and has to look for',
    roles: api,
  }),
};

interface Limits {
  connections: number;
  connectionsPerAddress: number;
  requests: number;
  latenessMs: number;
  bodyBytes: number;
  streams: number;
  streamsPerKey: number;
  waits: number;
  waitsPerKey: number;
  operations: number;
  /** Of each key, in this process; null: no limit. */
  requestsPerSecond: number | null;
  inputsPerSecond: number | null;
  /** Of each address, in this process. */
  unknownKeysPerSecond: number;
}

export interface Bounded {
  limits: Limits;
}

export const settings = (v: Read<typeof variables>): Bounded => ({
  limits: {
    connections: v.INTAKE_MAX_CONNECTIONS,
    connectionsPerAddress: v.INTAKE_MAX_CONNECTIONS_PER_ADDRESS,
    requests: v.INTAKE_MAX_REQUESTS,
    latenessMs: v.INTAKE_MAX_LATENESS_MS,
    bodyBytes: v.INTAKE_MAX_BODY_BYTES,
    streams: v.INTAKE_MAX_STREAMS,
    streamsPerKey: v.INTAKE_MAX_STREAMS_PER_KEY,
    waits: v.INTAKE_MAX_WAITS,
    waitsPerKey: v.INTAKE_MAX_WAITS_PER_KEY,
    operations: v.INTAKE_MAX_OPERATIONS,
    requestsPerSecond: v.INTAKE_REQUESTS_PER_SECOND ?? null,
    inputsPerSecond: v.INTAKE_INPUTS_PER_SECOND ?? null,
    unknownKeysPerSecond: v.INTAKE_UNKNOWN_KEYS_PER_SECOND,
  },
});
