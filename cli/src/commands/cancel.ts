import { askMany, type ManyOptions, manyOf, refuseUnclear } from '../asking-many.js';
import { type AddCommand, detachOption } from '../command.js';
import { addFilter } from '../inputs-filter.js';

type Options = ManyOptions & { reason?: string };

export const addCancel: AddCommand = (program, act) => {
  addFilter(
    program
      .command('cancel')
      .argument('[id]', 'one input')
      .description('call inputs back: no attempt of them starts any more'),
  )
    .option('--all', 'all that wait for an attempt')
    .option('--reason <text>', 'why; it is kept')
    .option('--dry-run', 'only say how many inputs it would be')
    .addOption(detachOption())
    .addHelpText('after', '\nSuch as: npx --no intake cancel --destination orders --held --dry-run')
    .action(
      act(async (tools, id: string | undefined, options: Options) => {
        refuseUnclear(id, options);
        const { intake, out } = tools;
        const wish = { reason: options.reason ?? null };
        if (id === undefined) {
          const body = { ...wish, ...manyOf(options) };
          return askMany(tools, options, 'cancelled', (key) => {
            const params = { header: { 'Idempotency-Key': key } };
            return intake.ask((api) => api.POST('/v1/inputs/cancel', { params, body }));
          });
        }
        const input = await intake.ask((api) =>
          api.POST('/v1/inputs/{id}/cancel', { params: { path: { id } }, body: wish }),
        );
        out.result(input, `${input.id}: ${input.status}`);
      }),
    );
};
