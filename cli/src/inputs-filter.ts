/** Which inputs are meant: the same options for the list of them and for what is asked of many. */
import { type Command, Option } from 'commander';
import { list } from './command.js';
import type { components } from './openapi.js';

export type InputsFilter = components['schemas']['InputsFilter'];

interface Options {
  status?: NonNullable<InputsFilter['status']>;
  destination?: string[];
  submittedBy?: string[];
  receivedAfter?: string;
  receivedBefore?: string;
  orderingKey?: string;
  idempotencyKey?: string;
  deadLetterReason?: NonNullable<InputsFilter['reason']>;
  held?: true;
}

export function addFilter(command: Command): Command {
  return command
    .option('--status <statuses>', 'such as deadLettered, comma-separated', list)
    .option('--destination <names>', 'for these destinations, comma-separated', list)
    .option('--submitted-by <names>', 'of these submitters, comma-separated', list)
    .option('--received-after <time>', 'such as 2026-01-31T08:00:00Z')
    .option('--received-before <time>')
    .option('--ordering-key <key>')
    .option('--idempotency-key <key>')
    .addOption(
      new Option('--dead-letter-reason <reasons>', 'such as exhausted, comma-separated').argParser<string[]>(list),
    )
    .option('--held', 'that something holds back now');
}

/** What is left out does not matter. */
export function filterOf({ deadLetterReason, ...options }: Options): InputsFilter {
  const { status, destination, submittedBy, receivedAfter, receivedBefore, orderingKey, idempotencyKey, held } =
    options;
  const wanted = { status, destination, submittedBy, receivedAfter, receivedBefore, orderingKey, idempotencyKey, held };
  const given = Object.entries({ ...wanted, reason: deadLetterReason }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

export type FilterOptions = Options;

/** As a query: several values comma-separated. */
export const queryOf = (filter: InputsFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
