import { type AddCommand, list, type Tools, wholeNumber } from '../command.js';
import { type Event, lineOf } from '../event-line.js';
import { EXIT, Stopped } from '../exit.js';
import { type Wanted, watchAll, watchInput } from '../watch.js';

export const addWatch: AddCommand = (program, act) => {
  program
    .command('watch')
    .argument('[id]', 'one input, until it is settled; else all inputs, until Ctrl-C')
    .description('what happens to inputs, as it happens')
    .option('--destination <names>', 'of these destinations only, comma-separated', list)
    .option('--status <statuses>', 'what leads to these only: received, retrying, delivered, …', list)
    .option('--after <position>', 'what comes after it; else of all inputs from now', wholeNumber)
    .action(
      act(async (tools: Tools, id: string | undefined, wanted: Wanted) => {
        const { intake, out } = tools;
        const print = (event: Event) => out.item(event, lineOf(event));
        if (id === undefined) return watchAll(intake, wanted, print);
        if (wanted.destination || wanted.status) throw new Stopped(EXIT.usage, 'one input is watched without filters');
        await watchInput(intake, id, wanted, print);
        await tellHowItEnded(tools, id);
      }),
    );
};

async function tellHowItEnded({ intake, out }: Tools, id: string): Promise<void> {
  const { status } = await intake.ask((api) => api.GET('/v1/inputs/{id}', { params: { path: { id } } }));
  out.note(`It is ${status}.`);
  if (status !== 'delivered') process.exitCode = EXIT.failed;
}
