/**
 * The roles that connections take on, whatever login they came by (G15). A process that plays one part has the rights of
 * that part and no others; one that plays several has those of them all.
 */
import { ROLES, type Role } from '../../config.js';

/** A member of the roles of all parts, and so whoever is its member may take on each of them. */
export const APPLICATION_ROLE = 'intake_app';

export type DatabaseRole = typeof APPLICATION_ROLE | `intake_${Role}`;

export const roleOfPart = (part: Role): DatabaseRole => `intake_${part}`;

export const PART_ROLES: readonly DatabaseRole[] = ROLES.map(roleOfPart);

export function roleOf(parts: ReadonlySet<Role>): DatabaseRole {
  const [only, ...more] = parts;
  return only && more.length === 0 ? roleOfPart(only) : APPLICATION_ROLE;
}
