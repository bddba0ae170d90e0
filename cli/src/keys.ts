/** Access keys as a table: those that let nobody in any more stand out. */
import { type Cell, table } from './format.js';
import type { components } from './openapi.js';
import type { Output } from './output.js';

export type AccessKey = components['schemas']['AccessKey'];

export const keyTable = (keys: AccessKey[], out: Output): string =>
  keys.length === 0
    ? 'No access key was issued; the admin key is none of them'
    : table([
        ['KEY', 'STATE', 'ROLES', 'OWNER', 'DESTINATIONS', 'EXPIRES', 'NAME'],
        ...keys.map((key) => [
          `ik_${key.id}`,
          stateOf(key, out),
          key.roles.join(', '),
          key.owner,
          key.destinations?.join(', ') ?? 'all',
          key.expiresAt ?? 'never',
          key.name,
        ]),
      ]);

const stateOf = ({ state }: AccessKey, out: Output): Cell => (state === 'live' ? state : out.cell('red', state));
