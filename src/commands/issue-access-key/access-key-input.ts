/** What an admin says of a new key. */
import { z } from 'zod';
import { roles } from '../../events/shapes.js';
import { destinationName, instant } from '../../platform/http/fields.js';

const name = z.string().trim().min(1).max(255);
/** A space is what owners by a token of the identity provider have (access/provider-token.ts): the two never meet. */
const owner = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters without spaces')
  .meta({ description: 'Whose inputs it sees. Keys of one owner see the same, and share their Idempotency-Keys.' });

export const accessKeyInput = z
  .strictObject({
    name: name.meta({ description: 'For people: where it is used.' }),
    owner,
    roles: z.array(z.enum(roles)).min(1).max(roles.length),
    destinations: z
      .array(destinationName)
      .max(1_000)
      .nullable()
      .default(null)
      .meta({ description: 'The only ones it may send to; null: all, also those that come later.' }),
    expiresAt: instant.nullable().default(null),
  })
  .meta({ id: 'AccessKeyInput' });
export type AccessKeyInput = z.output<typeof accessKeyInput>;
