import { askMany, type ManyOptions, manyOf, refuseUnclear } from '../asking-many.js';
import { type AddCommand, detachOption } from '../command.js';
import { addFilter } from '../inputs-filter.js';

type Options = ManyOptions & { to?: string; reason?: string };

export const addRetry: AddCommand = (program, act) => {
  addFilter(
    program
      .command('retry')
      .argument('[id]', 'of one input')
      .description('begin new runs of attempts, of one or of many'),
  )
    .option('--all', 'of all that are dead-lettered or expired')
    .option('--to <destination>', 'to another destination')
    .option('--reason <text>', 'why; it is kept')
    .option('--dry-run', 'only say how many inputs it would be')
    .addOption(detachOption())
    .addHelpText(
      'after',
      '\nSuch as: npx --no intake retry --destination orders --dead-letter-reason exhausted --dry-run',
    )
    .action(
      act(async (tools, id: string | undefined, options: Options) => {
        refuseUnclear(id, options);
        const { intake, out } = tools;
        const wish = { destination: options.to ?? null, reason: options.reason ?? null };
        if (id === undefined) {
          const body = { ...wish, ...manyOf(options) };
          return askMany(tools, options, 'retried', (key) => {
            const params = { header: { 'Idempotency-Key': key } };
            return intake.ask((api) => api.POST('/v1/inputs/retry', { params, body }));
          });
        }
        const input = await intake.ask((api) =>
          api.POST('/v1/inputs/{id}/retry', { params: { path: { id } }, body: wish }),
        );
        out.result(input, `${input.id}: ${input.status}, to ${input.destination}`);
      }),
    );
};
