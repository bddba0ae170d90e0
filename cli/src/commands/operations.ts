import { attend } from '../attend.js';
import { type AddCommand, type Tools, wholeNumber } from '../command.js';
import { table } from '../format.js';
import { isOver, type Operation, progressOf, titleOf } from '../operation.js';
import { outcomeOf } from '../outcome.js';
import { allOf, itemsOf } from '../pages.js';

export const addOperations: AddCommand = (program, act) => {
  const operations = program.command('operations').description('long work: rebuilds, verifies, replays');
  operations
    .command('show', { isDefault: true })
    .argument('[id]', 'one of them; else the newest are listed')
    .description('what there is, newest first; or one of them')
    .option('--limit <n>', 'as many at most', wholeNumber, 25)
    .action(
      act(async (tools, id: string | undefined, { limit }: { limit: number }) => {
        await (id === undefined ? showList(tools, limit) : showOne(tools, id));
      }),
    );
  operations
    .command('follow')
    .argument('<id>')
    .description('stay with one to its end, and end as it ends')
    .action(act(async (tools, id: string) => attend(tools, await operationOf(tools, id))));
  operations
    .command('cancel')
    .argument('<id>')
    .description('end one; what it has not finished is left as it was before')
    .action(
      act(async ({ intake, out }, id: string) => {
        const params = { path: { id } };
        const operation = await intake.ask((api) => api.POST('/v1/admin/operations/{id}/cancel', { params }));
        // One that has ended otherwise is refused by Intake.
        out.result(operation, `${titleOf(operation)}: ${isOver(operation) ? operation.state : 'is being cancelled'}`);
      }),
    );
};

async function showList({ intake, out }: Tools, limit: number): Promise<void> {
  const list = await allOf(
    itemsOf((query) => intake.ask((api) => api.GET('/v1/admin/operations', { params: { query } }))),
    limit,
  );
  out.result(list, table([['ID', 'STARTED', 'WHAT', 'STATE'], ...list.map(rowOf)]));
}

async function showOne(tools: Tools, id: string): Promise<void> {
  const operation = await operationOf(tools, id);
  tools.out.result(operation, stateOf(operation));
}

const operationOf = ({ intake }: Tools, id: string): Promise<Operation> =>
  intake.ask((api) => api.GET('/v1/admin/operations/{id}', { params: { path: { id } } }));

const stateOf = (operation: Operation): string =>
  isOver(operation) ? outcomeOf(operation).text : `${titleOf(operation)}: ${progressOf(operation)}`;

function rowOf(operation: Operation): string[] {
  const { id, startedAt, state } = operation;
  return [id, startedAt, titleOf(operation), isOver(operation) ? state : progressOf(operation)];
}
