import { type AddCommand, wholeNumber } from '../command.js';
import { type Cell, table } from '../format.js';
import { addFilter, type FilterOptions, filterOf, queryOf } from '../inputs-filter.js';
import type { components } from '../openapi.js';
import { allOf, itemsOf } from '../pages.js';
import { reasonWord, stateWord } from '../words.js';

type Input = components['schemas']['Input'];

export const addInputs: AddCommand = (program, act) => {
  addFilter(program.command('inputs').description('inputs, newest first'))
    .option('--limit <n>', 'as many at most', wholeNumber, 25)
    .action(
      act(async ({ intake, out }, { limit, ...options }: FilterOptions & { limit: number }) => {
        const filter = queryOf(filterOf(options));
        const pages = itemsOf((page) =>
          intake.ask((api) => api.GET('/v1/inputs', { params: { query: { ...filter, ...page } } })),
        );
        const found = await allOf(pages, limit);
        out.result(found, found.length === 0 ? 'There are none' : tableOf(found));
      }),
    );
};

const tableOf = (inputs: Input[]): string =>
  table([['ID', 'RECEIVED', 'DESTINATION', 'STATUS', 'ATTEMPTS', 'WHY'], ...inputs.map(rowOf)]);

const rowOf = ({ id, receivedAt, destination, status, attemptCount, reason, held }: Input): Cell[] => [
  id,
  receivedAt,
  destination,
  stateWord(status),
  String(attemptCount),
  reasonWord(reason ?? held?.reason ?? ''),
];
