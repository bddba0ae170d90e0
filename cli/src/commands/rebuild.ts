import { type Attending, attend } from '../attend.js';
import { type AddCommand, detachOption } from '../command.js';

export const addRebuild: AddCommand = (program, act) => {
  program
    .command('rebuild')
    .argument('<projection>', 'its name, or all')
    .description('make a read model anew from the log, while the old one serves')
    .addOption(detachOption())
    .action(
      act(async (tools, name: string, options: Attending) => {
        const params = { path: { name } };
        const begun = await tools.intake.ask((api) => api.POST('/v1/admin/projections/{name}/rebuild', { params }));
        await attend(tools, begun, options);
      }),
    );
};
