import type { AddCommand } from '../command.js';
import { EXIT } from '../exit.js';
import { isRed, screenOf, statusOf } from '../status.js';

export const addStatus: AddCommand = (program, act) => {
  program
    .command('status')
    .description('all of it on one screen; exit code 1 where something is red')
    .action(
      act(async ({ intake, out }) => {
        const status = await statusOf(intake);
        out.result(status, screenOf(status, out));
        process.exitCode = isRed(status) ? EXIT.failed : EXIT.done;
      }),
    );
};
