/** Access keys: who was given which, a new one, and one taken back. */
import { type AddCommand, list } from '../command.js';
import { keyTable } from '../keys.js';
import { allOf, itemsOf } from '../pages.js';

export const addKeys: AddCommand = (program, act) => {
  const keys = program.command('keys').description('access keys, and who holds them');
  keys
    .command('show', { isDefault: true })
    .description('all of them, newest first, the revoked ones too')
    .action(
      act(async ({ intake, out }) => {
        const all = await allOf(
          itemsOf((query) => intake.ask((api) => api.GET('/v1/access-keys', { params: { query } }))),
        );
        out.result(all, keyTable(all, out));
      }),
    );
  keys
    .command('issue')
    .argument('<name>', 'for people: where it is used')
    .requiredOption('--owner <owner>', 'whose inputs it sees')
    .option('--roles <roles>', 'submitter, operator, admin (default: submitter)', list)
    .option('--destinations <names>', 'the only ones it may send to (default: all)', list)
    .option('--expires-at <time>', 'when it ends, such as 2027-01-31T12:00:00Z (default: never)')
    .description('gives somebody a key; it is printed this once')
    .action(
      act(async ({ intake, out }, name: string, options: Options) => {
        const { owner, roles = ['submitter'], destinations = null, expiresAt = null } = options;
        const body = { name, owner, roles: roles as Role[], destinations, expiresAt };
        const issued = await intake.ask((api) => api.POST('/v1/access-keys', { body }));
        out.result(issued, issued.key);
      }),
    );
  keys
    .command('revoke')
    .argument('<id>', 'the eight characters after ik_')
    .description('takes one back: within 5 s it lets nobody in any more')
    .action(
      act(async ({ intake, out }, id: string) => {
        await intake.ask((api) => api.DELETE('/v1/access-keys/{id}', { params: { path: { id } } }));
        out.result({ id, state: 'revoked' }, `The key ${id} is revoked`);
      }),
    );
};

type Role = 'submitter' | 'operator' | 'admin';

interface Options {
  owner: string;
  roles?: string[];
  destinations?: string[];
  expiresAt?: string;
}
