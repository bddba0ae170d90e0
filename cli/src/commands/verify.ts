import { type Attending, attend } from '../attend.js';
import { type AddCommand, detachOption } from '../command.js';

interface Options extends Attending {
  repair?: true;
}

export const addVerify: AddCommand = (program, act) => {
  program
    .command('verify')
    .argument('<projection>', 'its name, or all')
    .description('prove that a read model is what the log says; exit code 1 where it differs')
    .option('--repair', 'mend what differs')
    .addOption(detachOption())
    .action(
      act(async (tools, name: string, { repair, ...options }: Options) => {
        const params = { path: { name } };
        const begun = await tools.intake.ask((api) =>
          api.POST('/v1/admin/projections/{name}/verify', { params, body: { repair: repair ?? false } }),
        );
        await attend(tools, begun, options);
      }),
    );
};
