import { type AddCommand, list, wholeNumber } from '../command.js';
import { type Event, lineOf } from '../event-line.js';
import { LogReader, type Selection } from '../log-reader.js';

interface Options extends Selection {
  afterPosition?: number;
  limit: number;
  follow?: true;
}

export const addEvents: AddCommand = (program, act) => {
  program
    .command('events')
    .description('the log itself, oldest first')
    .option(
      '--after-position <position>',
      'what comes after it; else from the beginning, or with --follow from now',
      wholeNumber,
    )
    .option('--stream <stream>', 'of this stream only')
    .option('--types <types>', 'of these types only, comma-separated', list)
    .option('--actor <name>', 'caused by this one only')
    .option('--limit <n>', 'as many at most, but for --follow', wholeNumber, 100)
    .option('--follow', 'then those that come, until Ctrl-C')
    .action(
      act(async ({ intake, out }, { afterPosition, limit, follow, ...selection }: Options) => {
        const reader = new LogReader(intake, selection);
        const print = (event: Event) => out.item(event, lineOf(event));
        if (follow) return reader.follow(afterPosition ?? (await reader.head()), print);
        const last = await reader.read(afterPosition ?? 0, limit, print);
        if (last !== null) out.note(`There are more: --after-position ${last}`);
      }),
    );
};
