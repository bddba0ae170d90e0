import type { AddCommand, Tools } from '../command.js';
import { type Projection, projectionsOf, projectionTable } from '../projections.js';

export const addProjections: AddCommand = (program, act) => {
  const projections = program
    .command('projections')
    .description('the read models, and how far behind the log they are');
  projections
    .command('show', { isDefault: true })
    .argument('[name]', 'one of them; else all')
    .description('all of them, or one')
    .action(act((tools, name?: string) => (name === undefined ? showAll(tools) : showOne(tools, name))));
  projections
    .command('pause')
    .argument('<name>')
    .description('let one stand still until it is resumed')
    .action(
      act(({ intake, out }, name: string) => {
        const params = { path: { name } };
        return show(
          out,
          intake.ask((api) => api.POST('/v1/admin/projections/{name}/pause', { params })),
        );
      }),
    );
  projections
    .command('resume')
    .argument('<name>')
    .description('let one go on')
    .action(
      act(({ intake, out }, name: string) => {
        const params = { path: { name } };
        return show(
          out,
          intake.ask((api) => api.POST('/v1/admin/projections/{name}/resume', { params })),
        );
      }),
    );
};

async function showAll({ intake, out }: Tools): Promise<void> {
  const all = await projectionsOf(intake);
  out.result(all, projectionTable(all, out));
}

const showOne = ({ intake, out }: Tools, name: string): Promise<void> =>
  show(
    out,
    intake.ask((api) => api.GET('/v1/admin/projections/{name}', { params: { path: { name } } })),
  );

async function show(out: Tools['out'], asked: Promise<Projection>): Promise<void> {
  const projection = await asked;
  out.result(projection, projectionTable([projection], out));
}
