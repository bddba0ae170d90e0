/** Who calls, by whatever let it in. Every command writes the actor into its events, every input and every key of idempotency belongs to the owner. */
import { type Role, roles } from '../events/shapes.js';

export interface Caller {
  actor: string;
  owner: string;
  role: Role;
  /** Names of the destinations that it may send to; null: all. */
  destinations: readonly string[] | null;
  /** Of the access key that was shown; null: it was another kind of key. */
  keyId: string | null;
  /** When what it showed opens nothing any more; null: never. */
  expiresAt: string | null;
}

/** Who shows the admin key. */
export const ADMIN: Caller = {
  ...{ actor: 'admin', owner: 'admin', role: 'admin' },
  ...{ destinations: null, keyId: null, expiresAt: null },
};

/** Each role may do what those before it may. */
export const reaches = (role: Role, wanted: Role): boolean => roles.indexOf(role) >= roles.indexOf(wanted);

export const highest = (held: readonly Role[]): Role => roles.findLast((role) => held.includes(role))!;

/** Whose inputs this caller sees; null: everybody's. */
export const ownerSeenBy = ({ role, owner }: Caller): string | null => (reaches(role, 'operator') ? null : owner);

export const maySendTo = ({ destinations }: Caller, name: string): boolean =>
  destinations === null || destinations.includes(name);

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every request under /v1 before its handler runs. */
    caller: Caller;
  }
}
