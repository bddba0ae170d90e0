/**
 * Who may what. Guarantee: a part of Intake has the rights that it needs and no others; none of them may insert, change,
 * delete or lock an event, and the two that append do it through one function, which numbers what it inserts (G15).
 */
import type { ClientBase } from 'pg';
import type { Role } from '../../config.js';
import { roleOfPart } from './roles.js';

/** On tables of schema `intake`. */
type Rights = Readonly<Record<string, readonly string[]>>;

const EVERY_PART: Rights = {
  select: [
    ...['events', 'log', 'migrations', 'relay', 'relay_heads', 'checkpoints', 'parked', 'skips', 'projections'],
    ...['operations', 'operation_holds', 'processes'],
  ],
  // It tells that it lives, and which read models it uses.
  'insert, update, delete': ['processes'],
  'update (used_at)': ['projections'],
  // Long work is ended by whoever does it, and by the api for those who cancel it.
  update: ['operations'],
  delete: ['operation_holds'],
};

const OF_PART: Readonly<Record<Role, Rights>> = {
  api: {
    // A cancel takes the place of an attempt; what holds an input back is shown.
    'select, insert, update': ['claims'],
    select: ['gates'],
    'select, insert, update, delete': ['secrets'],
    insert: ['operations', 'operation_holds', 'skips'],
    // An admin pauses a read model, and has a parked stream folded again.
    'update (paused)': ['projections'],
    update: ['checkpoints'],
    'insert, update, delete': ['parked'],
    'update (encryption_check)': ['log'],
  },
  relay: {
    update: ['relay'],
    'insert, update, delete': ['relay_heads'],
  },
  projector: {
    'insert, update, delete': ['checkpoints', 'parked'],
    'update, delete': ['projections'],
    insert: ['operations', 'operation_holds'],
  },
  delivery: {
    'select, insert, update, delete': ['claims', 'gates'],
    // It reads them, removes those that no event names, and seals them anew when the key is changed.
    'select, update, delete': ['secrets'],
    'insert, update': ['checkpoints'],
    'insert, update, delete': ['parked'],
    'update (encryption_check)': ['log'],
  },
};

const APPENDING: readonly Role[] = ['api', 'delivery'];

/** Run as the owner, at every start that migrates: what is new is given, what stands is left as it is. */
export async function grantRights(owner: ClientBase): Promise<void> {
  const parts = Object.entries(OF_PART) as [Role, Rights][];
  const grants = parts.flatMap(([part, rights]) => [
    `grant usage on schema intake to ${roleOfPart(part)}`,
    ...[EVERY_PART, rights].flatMap((some) => grantsOf(some, part)),
  ]);
  grants.push(`grant execute on function intake.append to ${APPENDING.map(roleOfPart).join(', ')}`);
  await owner.query(grants.join(';\n'));
}

const grantsOf = (rights: Rights, part: Role): string[] =>
  Object.entries(rights).map(
    ([right, tables]) =>
      `grant ${right} on ${tables.map((table) => `intake.${table}`).join(', ')} to ${roleOfPart(part)}`,
  );

/** The parts that read read models, besides the projector, whose they are. */
export const READERS: readonly Role[] = ['api', 'delivery'];

/** Who writes the rows of a read model, besides the projector. */
export function writersOf({ follows, followedBy }: { follows?: string; followedBy?: string }): readonly Role[] {
  if (followedBy === 'reaction') return ['delivery'];
  // Where a stream was parked, the api folds it again for the admin who asks.
  return follows === 'stream' ? ['api'] : [];
}
