import type { AddCommand } from '../command.js';
import { destinationsOf, destinationTable } from '../destinations.js';

export const addDestinations: AddCommand = (program, act) => {
  program
    .command('destinations')
    .argument('[name]', 'one of them; else all')
    .description('where inputs go, and what holds them back')
    .action(
      act(async ({ intake, out }, name?: string) => {
        if (name === undefined) {
          const all = await destinationsOf(intake);
          return out.result(all, destinationTable(all, out));
        }
        const one = await intake.ask((api) => api.GET('/v1/destinations/{name}', { params: { path: { name } } }));
        out.result(one, destinationTable([one], out));
      }),
    );
};
