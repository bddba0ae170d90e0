import { type Attending, attend } from '../attend.js';
import { type AddCommand, detachOption, wholeNumber } from '../command.js';

interface Options extends Attending {
  from?: number;
}

export const addRepublish: AddCommand = (program, act) => {
  program
    .command('republish')
    .description('fill the topic of the events again from the log, after it was lost, cut or made anew')
    .option('--from <position>', 'the first position that is published again; else all are', wholeNumber)
    .addOption(detachOption())
    .action(
      act(async (tools, { from, ...options }: Options) => {
        const begun = await tools.intake.ask((api) =>
          api.POST('/v1/admin/republish', { body: from === undefined ? {} : { from } }),
        );
        await attend(tools, begun, options);
      }),
    );
};
